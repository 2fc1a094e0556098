#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "recording_server.hpp"

namespace callout::http_plugin::test {
namespace {

sandbox::Response answer_of(unsigned status, std::string_view type, std::string_view body) {
  sandbox::Response response = json_answer(std::string(body), status);
  response.headers.front().value = type;
  return response;
}

json::object with_attempts(const RecordingServer& server, int most) {
  return with(server.config(), {{"retry", json::object{{"max_attempts", most}, {"base_delay_ms", 1}}}});
}

} // namespace

TEST_CASE("request: goes below the base URL with Callout's own headers") {
  RecordingServer server(json_answer(R"({"ok":true})"));
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  auto instance = plugin.create(json::serialize(server.config("/api/v2/")));
  const Answer answer = instance.invoke("request",
                                        {{"method", "POST"},
                                         {"path", "/things"},
                                         {"query", json::object{{"a", 1}}},
                                         {"body", json::object{{"b", 2}}}});
  REQUIRE_MESSAGE(answer.ok(), answer.text);
  const sandbox::Request seen = server.last();
  CHECK(seen.method == "POST");
  CHECK(seen.target == "/api/v2/things?a=1");
  CHECK(seen.body == R"({"b":2})");
  CHECK(seen.header("Content-Type") == "application/json");
  CHECK(seen.header("User-Agent") == "callout-http/" CALLOUT_VERSION " (callout-test/1.0.0)");
  CHECK(seen.header("Host") == server.url().substr(8));
}

TEST_CASE("request: the result is the body") {
  struct Row {
    std::string_view name;
    std::string_view type;
    std::string_view body;
    std::string_view result;
  };

  const Row rows[] = {
      {"JSON as it came",
       "application/json",
       R"({ "big": 12345678901234567890 })",
       R"({ "big": 12345678901234567890 })"},
      {"empty", "application/json", "", "null"},
      {"text", "text/plain", "hello", R"({"content_type":"text/plain","text":"hello"})"},
  };
  RecordingServer server;
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  auto instance = plugin.create(json::serialize(server.config()));
  for (const Row& row : rows) {
    CAPTURE(row.name);
    server.answer_with(answer_of(200, row.type, row.body));
    CHECK(instance.invoke("request", {{"path", "/"}}).text == row.result);
  }
}

TEST_CASE("request: other statuses are problems, unless they were expected") {
  struct Row {
    unsigned status;
    callout_status problem;
  };

  const Row rows[] = {{400, CALLOUT_E_INVALID_ARGUMENT},
                      {401, CALLOUT_E_UNAUTHENTICATED},
                      {403, CALLOUT_E_PERMISSION_DENIED},
                      {404, CALLOUT_E_NOT_FOUND},
                      {409, CALLOUT_E_CONFLICT},
                      {429, CALLOUT_E_RATE_LIMITED},
                      {500, CALLOUT_E_UNAVAILABLE},
                      {302, CALLOUT_E_UNAVAILABLE}};
  RecordingServer server;
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  auto instance = plugin.create(json::serialize(with_attempts(server, 1)));
  for (const Row& row : rows) {
    CAPTURE(row.status);
    server.answer_with(json_answer(R"({"message":"no"})", row.status));
    const Answer refused = instance.invoke("request", {{"path", "/"}});
    CHECK(refused.status == row.problem);
    CHECK(refused.member("detail") == "http answered " + std::to_string(row.status) + ": no");
    const Answer expected = instance.invoke("request", {{"path", "/"}, {"expect", json::array{row.status}}});
    CHECK(expected.text == R"({"message":"no"})");
  }
}

TEST_CASE("request: a write that failed in a gateway has an unknown outcome") {
  RecordingServer server(answer_of(502, "text/html", "<html/>"));
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  auto instance = plugin.create(json::serialize(with_attempts(server, 1)));
  CHECK(instance.invoke("request", {{"method", "POST"}, {"path", "/"}}).status == CALLOUT_E_OUTCOME_UNKNOWN);
  CHECK(instance.invoke("request", {{"method", "PUT"}, {"path", "/"}}).status == CALLOUT_E_UNAVAILABLE);
  CHECK(server.count() == 2);
}

TEST_CASE("request: what may be sent again is, as often as the config says") {
  struct Row {
    std::string_view method;
    unsigned status;
    bool expected;
    int requests;
  };

  const Row rows[] = {{"GET", 503, false, 3},
                      {"GET", 404, false, 1},
                      {"GET", 503, true, 1}, // it counts as success
                      {"POST", 503, false, 1},
                      {"POST", 429, false, 3}}; // it was refused
  for (const Row& row : rows) {
    CAPTURE(row.method);
    CAPTURE(row.status);
    RecordingServer server(json_answer("{}", row.status));
    sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
    auto instance = plugin.create(json::serialize(with_attempts(server, 3)));
    json::object input{{"method", row.method}, {"path", "/"}};
    if (row.expected) {
      input["expect"] = json::array{row.status};
    }
    const Answer answer = instance.invoke("request", input);
    CHECK(answer.ok() == row.expected);
    CHECK(server.count() == row.requests);
    CHECK(answer.member("attempts") == (row.requests > 1 ? "3" : ""));
  }
}

TEST_CASE("request: input that is refused never reaches the server") {
  RecordingServer server(json_answer("{}"));
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  auto instance = plugin.create(json::serialize(server.config()));
  CHECK(instance.invoke("request", {{"path", "/../x"}}).status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(instance.invoke("get", {{"path", "/"}}).status == CALLOUT_E_UNKNOWN_ACTION);
  CHECK(instance.invoke_text("request", "{").status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(instance.invoke_text("request", "[]").status == CALLOUT_E_INVALID_ARGUMENT);
  instance.use_session(R"({"some":"other plugin's"})");
  CHECK(instance.invoke("request", {{"path", "/"}}).status == CALLOUT_E_UNAUTHENTICATED);
  CHECK(server.count() == 0);
}

TEST_CASE("request: a server that is not trusted gets no request") {
  RecordingServer server(json_answer("{}"));
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  auto instance = plugin.create(json::serialize(json::object{{"base_url", server.url()}}));
  const Answer answer = instance.invoke("request", {{"path", "/"}});
  CHECK(answer.status == CALLOUT_E_UNAVAILABLE);
  CHECK(answer.member("detail").find("certificate") != std::string::npos);
  CHECK(server.count() == 0);
}

} // namespace callout::http_plugin::test
