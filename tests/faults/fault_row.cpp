#include "fault_row.hpp"

#include <algorithm>

#include <doctest/doctest.h>

namespace callout::test {

const std::string_view quick_retry = "retry: { max_attempts: 2, base_delay_ms: 1, longest_wait_ms: 5000 }, ";

namespace {

bool says_unknown(const boost::json::object& problem) {
  const boost::json::value* const outcome = problem.if_contains("outcome");
  return outcome != nullptr && *outcome == "unknown";
}

} // namespace

void check_outcome(const Outcome& outcome, const Expected& expected) {
  CHECK(outcome.status == expected.status);
  CHECK(says_unknown(outcome.problem) == expected.unknown);
  CHECK(outcome.text.find(expected.says) != std::string::npos);
  if (expected.retryable) {
    const boost::json::value* const retryable = outcome.problem.if_contains("retryable");
    CHECK((retryable != nullptr && *retryable == true) == *expected.retryable);
  }
}

namespace {

void check_servers(const FaultScene& scene) {
  CHECK(scene.api.most_effects() <= 1);
  CHECK(scene.other.seen().connections == 0);
  CHECK(leaked_secret(scene.log_text()) == "");
}

struct Play {
  const Row& row;
  Method method;
  Lasts lasts;
};

// A connection that the server is about to end should not meet the next call half alive.
void await_end(const Play& play, const FaultServer& server) {
  const auto& faults = play.row.script.faults;
  if (play.lasts == Lasts::for_ever && !faults.empty() && faults.back().then != Then::next) {
    CHECK(server.await_closed());
  }
}

void play(const Play& play, const Expected& expected) {
  const Row& row = play.row;
  SceneOptions options = row.scene;
  if (options.config.find("retry:") == std::string::npos) {
    options.config += quick_retry;
  }
  FaultScene scene(options);
  FaultServer& server = row.at == At::api ? scene.api : scene.tokens;
  if (row.begins == Begins::kept) {
    REQUIRE(scene.call(play.method).status == CALLOUT_OK);
  }
  const int before = server.seen().requests;
  server.arm(row.script, play.lasts);
  const Outcome outcome = scene.call(play.method, within(row.time));
  CAPTURE(outcome.text);
  check_outcome(outcome, expected);
  CHECK(leaked_secret(outcome.text) == "");
  CHECK(server.seen().requests - before == expected.requests);

  server.disarm();
  await_end(play, server);
  const Outcome next = scene.call(play.method);
  CHECK_MESSAGE(next.status == CALLOUT_OK, next.text);
  check_servers(scene);
}

void play_both(const Row& row, Method method, const Expected& expected) {
  const std::string_view method_name = method == Method::get ? "GET" : "POST";
  CAPTURE(method_name);
  play({row, method, row.lasts}, expected);
  const bool repeats =
      row.lasts == Lasts::for_ever && expected.retryable.value_or(false) && expected.requests != 1;
  if (repeats) {
    INFO("the fault does not last");
    play({row, method, Lasts::once}, {.requests = std::max(expected.requests, 1)});
  }
}

} // namespace

void check_row(const Row& row) {
  CAPTURE(row.name);
  play_both(row, Method::get, row.get);
  play_both(row, Method::post, row.post);
}

std::string answer(std::string_view status, std::string_view body, std::string_view lines) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(lines) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

Fault echo(std::string_view status, std::string_view body, std::string_view lines) {
  std::string bytes =
      "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(lines) + "\r\n" + std::string(body);
  return {.bytes = std::move(bytes), .then = Then::close};
}

} // namespace callout::test
