// Answers that say no.
#include <doctest/doctest.h>

#include "fault_row.hpp"

using namespace callout::test;
using std::chrono::milliseconds;

namespace {

constexpr std::string_view html = "<html><h1>Bad gateway</h1></html>";

Row refused(std::string_view name, std::string bytes, const Expected& expected) {
  return {.name = name,
          .script = {.faults = {{.bytes = std::move(bytes), .effect = Effect::refused}}},
          .get = expected,
          .post = expected};
}

Row failed(std::string_view name, std::string bytes, const Expected& get, const Expected& post) {
  return {.name = name, .script = {.faults = {{.bytes = std::move(bytes)}}}, .get = get, .post = post};
}

Expected once(callout_status status, std::string_view text = {}) {
  return {.status = status, .retryable = false, .says = text};
}

std::string error_body(std::string_view message) {
  return R"({"error":{"message":")" + std::string(message) + R"(","code":2001}})";
}

} // namespace

TEST_CASE("faults: a request that is refused") {
  const Row rows[] = {
      refused("400",
              answer("400 Bad Request", error_body("Title is long")),
              once(CALLOUT_E_INVALID_ARGUMENT, "Title is long")),
      refused("400 in HTML",
              answer("400 Bad Request", html, "Content-Type: text/html\r\n"),
              once(CALLOUT_E_INVALID_ARGUMENT)),
      refused("402", answer("402 Payment Required"), once(CALLOUT_E_PERMISSION_DENIED)),
      refused("403", answer("403 Forbidden", "{"), once(CALLOUT_E_PERMISSION_DENIED)),
      refused("404", answer("404 Not Found"), once(CALLOUT_E_NOT_FOUND)),
      refused("409", answer("409 Conflict"), once(CALLOUT_E_CONFLICT)),
      refused("413", answer("413 Content Too Large"), once(CALLOUT_E_LIMIT)),
      refused("418", answer("418 I'm a teapot"), once(CALLOUT_E_INVALID_ARGUMENT)),
      refused("501", answer("501 Not Implemented"), once(CALLOUT_E_UNSUPPORTED)),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a request that came too often is sent again when it may be") {
  constexpr Expected limited{.status = CALLOUT_E_RATE_LIMITED, .requests = 2, .retryable = true};
  const Row rows[] = {
      refused("429 with Retry-After", answer("429 Too Many Requests", "", "Retry-After: 0\r\n"), limited),
      refused("429 with PagerDuty's headers",
              answer("429 Too Many Requests",
                     error_body("Rate Limit Exceeded"),
                     "ratelimit-limit: 960\r\nratelimit-remaining: 0\r\nratelimit-reset: 0\r\n"),
              limited),
      refused("429 with a date that is over",
              answer("429 Too Many Requests", "", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n"),
              limited),
      refused("425",
              answer("425 Too Early"),
              {.status = CALLOUT_E_UNAVAILABLE, .requests = 2, .retryable = true}),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: 429 that names no time is waited out for a moment") {
  Row row = refused("429 without headers", answer("429 Too Many Requests"), fine_again);
  row.lasts = Lasts::once;
  check_row(row);
}

TEST_CASE("faults: 429 for an hour is told at once, and nothing is sent meanwhile") {
  FaultScene scene({.config = std::string(quick_retry)});
  const Fault limited{.bytes = answer("429 Too Many Requests", "", "Retry-After: 3600\r\n"),
                      .effect = Effect::refused};
  scene.api.arm({.faults = {limited}}, Lasts::once);
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = scene.call(Method::post);
    CAPTURE(outcome.text);
    CHECK(outcome.status == CALLOUT_E_RATE_LIMITED);
    CHECK(outcome.problem.at("retryable") == true);
    CHECK(outcome.problem.at("retry_after_ms").to_number<std::int64_t>() > 60'000);
    CHECK(scene.api.seen().requests == 1);
  }
  CHECK(scene.call(Method::get).status == CALLOUT_OK); // the limit is createIncident's own
}

TEST_CASE("faults: a server that fails") {
  const std::string no_time = "Retry-After: 0\r\n";
  const Row rows[] = {
      failed("500", answer("500 Internal Server Error"), lost_get, lost_post),
      {"500 that echoes the credential",
       {.faults = {echo("500 Internal Server Error",
                        R"({"error":{"message":"{credential}","errors":["{credential}"]}})")}},
       lost_get,
       lost_post},
      failed(
          "502 in HTML", answer("502 Bad Gateway", html, "Content-Type: text/html\r\n"), lost_get, lost_post),
      failed("503 with Retry-After", answer("503 Service Unavailable", "", no_time), lost_get, lost_post),
      failed("503 with a Retry-After that is no time",
             answer("503 Service Unavailable", "", "Retry-After: soon\r\n"),
             lost_get,
             lost_post),
      failed("503 for an hour",
             answer("503 Service Unavailable", "", "Retry-After: 3600\r\n"),
             {.status = CALLOUT_E_UNAVAILABLE, .retryable = true, .says = R"("retry_after_ms":3600000)"},
             lost_post),
      failed("504", answer("504 Gateway Timeout"), lost_get, lost_post),
      failed("599", answer("599 Who knows"), lost_get, lost_post),
      failed("408", answer("408 Request Timeout"), lost_get, lost_post),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a token that is refused is replaced once") {
  Row row = refused(
      "401 for ever", answer("401 Unauthorized"), {.status = CALLOUT_E_UNAUTHENTICATED, .requests = 2});
  check_row(row);
  row.name = "401 once";
  row.lasts = Lasts::once;
  row.get = row.post = fine_again;
  check_row(row);

  FaultScene scene;
  scene.api.arm(row.script, Lasts::for_ever);
  CHECK(scene.call(Method::get).status == CALLOUT_E_UNAUTHENTICATED);
  CHECK(scene.tokens.seen().requests == 2);
}

TEST_CASE("faults: a POST with an idempotency key is sent again when its answer is lost") {
  const Fault faults[] = {
      {.then = Then::reset, .reads = Reads::nothing},
      {.then = Then::reset},
      {.bytes = answer("200 OK", "{}").substr(0, 30), .then = Then::cut},
      {.bytes = answer("502 Bad Gateway")},
  };
  for (const Fault& fault : faults) {
    FaultScene scene({.config = std::string(quick_retry)});
    scene.api.arm({.faults = {fault}}, Lasts::once);
    const Outcome outcome = scene.call(Method::keyed_post);
    CHECK_MESSAGE(outcome.status == CALLOUT_OK, outcome.text);
    CHECK(scene.api.seen().requests == 2);
    scene.api.arm({.faults = {fault}}, Lasts::for_ever);
    const Outcome lost = scene.call(Method::keyed_post);
    CHECK_MESSAGE(lost.status == CALLOUT_E_OUTCOME_UNKNOWN, lost.text);
    CHECK(scene.api.seen().requests == 4);
    CHECK(scene.api.most_effects() == 1);
  }
}
