// Token endpoints of every bad kind: the API server gets nothing, the next call asks again.
#include <doctest/doctest.h>

#include "fault_row.hpp"

using namespace callout::test;
using std::chrono::milliseconds;

namespace {

Row row_of(std::string_view name, Script script, const Expected& expected) {
  return {.name = name, .script = std::move(script), .get = expected, .post = expected, .at = At::tokens};
}

Row answering(std::string_view name, std::string bytes, const Expected& expected) {
  return row_of(name, {.faults = {{.bytes = std::move(bytes)}}}, expected);
}

Row refusing(std::string_view status, std::string_view error, const Expected& expected) {
  const std::string body =
      R"({"error":")" + std::string(error) + R"(","error_description":"got {credential}"})";
  return row_of(error, {.faults = {echo(status, body)}}, expected);
}

Expected no_token(callout_status status, std::string_view text = {}) {
  return {.status = status, .says = text};
}

// Tokens that are good although they are told strangely.
std::string token(std::string_view more) {
  return answer("200 OK", R"({"access_token":"t0k3n-of-the-session")" + std::string(more) + "}");
}

} // namespace

TEST_CASE("faults: a token endpoint that answers no token") {
  const Row rows[] = {
      answering("404", answer("404 Not Found"), no_token(CALLOUT_E_INVALID_ARGUMENT, "token_url")),
      answering("HTML with 200",
                answer("200 OK", "<html>Sign in</html>", "Content-Type: text/html\r\n"),
                no_token(CALLOUT_E_UNAVAILABLE, "text/html")),
      answering("nothing", answer("200 OK"), no_token(CALLOUT_E_UNAVAILABLE, "token")),
      answering("no content", "HTTP/1.1 204 No Content\r\n\r\n", no_token(CALLOUT_E_UNAVAILABLE, "token")),
      answering("no JSON", answer("200 OK", "{\"access_token\":"), no_token(CALLOUT_E_UNAVAILABLE)),
      answering("a list", answer("200 OK", "[1]"), no_token(CALLOUT_E_UNAVAILABLE)),
      answering("no access_token",
                answer("200 OK", R"({"token_type":"bearer","expires_in":9})"),
                no_token(CALLOUT_E_UNAVAILABLE, "access_token")),
      answering("an access_token that is a number",
                answer("200 OK", R"({"access_token":17})"),
                no_token(CALLOUT_E_UNAVAILABLE, "access_token")),
      answering("an access_token with a line break",
                answer("200 OK", R"({"access_token":"t0k3n-of-the-session\r\nX-Evil: 1"})"),
                no_token(CALLOUT_E_UNAVAILABLE, "access_token")),
      answering(
          "another token_type", token(R"(,"token_type":"mac")"), no_token(CALLOUT_E_UNSUPPORTED, "bearer")),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a token endpoint that refuses or fails") {
  // A second token does no harm, so that it is asked for again.
  constexpr Expected failing{.status = CALLOUT_E_UNAVAILABLE, .requests = 2, .retryable = true};
  const Row rows[] = {
      refusing("400 Bad Request", "invalid_scope", no_token(CALLOUT_E_INVALID_ARGUMENT, "scope")),
      refusing("401 Unauthorized", "invalid_client", no_token(CALLOUT_E_UNAUTHENTICATED, "client_secret")),
      refusing("500 Internal Server Error", "server_error", failing),
      answering("403", answer("403 Forbidden"), no_token(CALLOUT_E_PERMISSION_DENIED)),
      answering("429",
                answer("429 Too Many Requests", "", "Retry-After: 7\r\n"),
                {.status = CALLOUT_E_RATE_LIMITED, .retryable = true, .says = "7000"}),
      row_of(
          "502 in HTML",
          {.faults = {echo("502 Bad Gateway", "<html>{credential}</html>", "Content-Type: text/html\r\n")}},
          failing),
      row_of("reset", {.faults = {{.then = Then::reset}}}, failing),
      row_of(
          "cut in the body",
          {.faults = {{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"acc", .then = Then::cut}}},
          failing),
      row_of("reset before a handshake",
             {.greetings = {Greeting::reset}},
             {.status = CALLOUT_E_UNAVAILABLE, .requests = 0, .retryable = true, .says = "no token"}),
      row_of("endless",
             {.faults = {{.bytes = "HTTP/1.1 200 OK\r\n\r\n", .flood = std::string(65'536, '[')}}},
             {.status = CALLOUT_E_LIMIT}),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}

TEST_CASE("faults: a token endpoint that is slow, or sends elsewhere") {
  Row slow = row_of("slow", {.faults = {{.then = Then::stall}}}, {.status = CALLOUT_E_DEADLINE});
  slow.time = milliseconds(2000);
  check_row(slow);
  for (const std::string_view status : {"302 Found", "307 Temporary Redirect", "308 Permanent Redirect"}) {
    check_row(answering(status,
                        answer(status, "", "Location: {other}/oauth/token\r\n"),
                        no_token(CALLOUT_E_INVALID_ARGUMENT)));
  }
}

TEST_CASE("faults: a token whose lifetime is told strangely is used") {
  const Row rows[] = {
      answering("no token_type", token(R"(,"expires_in":60)"), fine),
      answering("no lifetime", token(""), fine),
      answering("a lifetime of 0", token(R"(,"expires_in":0)"), fine),
      answering("a negative lifetime", token(R"(,"expires_in":-5)"), fine),
      answering("a lifetime in quotes", token(R"(,"expires_in":"3600")"), fine),
      answering("a lifetime in words", token(R"(,"expires_in":"an hour")"), fine),
      answering("a lifetime of ages", token(R"(,"expires_in":1e300)"), fine),
      answering("null", token(R"(,"expires_in":null,"token_type":null,"scope":null)"), fine),
  };
  for (const Row& row : rows) {
    check_row(row);
  }
}
