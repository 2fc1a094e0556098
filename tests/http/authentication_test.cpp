#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "recording_server.hpp"

namespace callout::http_plugin::test {

TEST_CASE("authentication: each kind sends its header, and the secret stays out of the log") {
  struct Row {
    std::string_view kind;
    json::object credentials;
    std::string_view header;
    std::string_view value;
  };

  const Row rows[] = {
      {"bearer", {{"token", "hunter2"}}, "Authorization", "Bearer hunter2"},
      {"basic",
       {{"username", "operator"}, {"password", "hunter2"}},
       "Authorization",
       "Basic b3BlcmF0b3I6aHVudGVyMg=="},
      {"api_key_header", {{"header", "X-API-Key"}, {"key", "hunter2"}}, "X-API-Key", "hunter2"},
      {"none", {}, "Authorization", ""},
  };
  RecordingServer server(json_answer("{}"));
  for (const Row& row : rows) {
    CAPTURE(row.kind);
    sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
    {
      auto instance = plugin.create(json::serialize(server.config()));
      REQUIRE(instance.authenticate(row.kind, row.credentials).ok());
      REQUIRE(instance.invoke("request", {{"path", "/"}}).ok());
    }
    CHECK(server.last().header(row.header) == row.value);
    for (const auto& line : plugin.host().log_lines()) {
      CHECK((line.message + line.fields).find("hunter2") == std::string::npos);
    }
  }
}

TEST_CASE("authentication: OAuth 2.0 client credentials ask the token endpoint that they name") {
  RecordingServer tokens(json_answer(R"({"access_token":"t-1","token_type":"bearer","expires_in":60})"));
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  auto instance = plugin.create(json::serialize(tokens.config()));
  const json::object credentials{{"client_id", "id"},
                                 {"client_secret", "hunter2"},
                                 {"scope", "read write"},
                                 {"token_url", tokens.url() + "/token"}};
  const Answer session = instance.authenticate("oauth2_client_credentials", credentials);
  REQUIRE_MESSAGE(session.ok(), session.text);
  CHECK(session.json().at("expires_in_ms") == 60000);
  CHECK(tokens.last().target == "/token");
  CHECK(tokens.last().body.find("grant_type=client_credentials") != std::string::npos);
  CHECK(tokens.last().body.find("scope=read+write") != std::string::npos);
  REQUIRE(instance.invoke("request", {{"path", "/"}}).ok());
  CHECK(tokens.last().header("Authorization") == "Bearer t-1");

  json::object homeless = credentials;
  homeless.erase("token_url");
  const Answer refused = instance.authenticate("oauth2_client_credentials", homeless);
  CHECK(refused.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(refused.member("detail").find("`token_url` is missing") != std::string::npos);
}

TEST_CASE("authentication: credentials of another kind are refused") {
  struct Row {
    std::string_view kind;
    json::object credentials;
    std::string_view detail;
  };

  const Row rows[] = {{"none", {{"token", "hunter2"}}, "auth of kind none takes no further members"},
                      {"bearer", {{"tokn", "hunter2"}}, "did you mean `token`?"},
                      {"basic", {{"username", "operator"}}, "`password` is missing"},
                      {"digest", {}, "http has no authentication kind \"digest\""}};
  RecordingServer server;
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  auto instance = plugin.create(json::serialize(server.config()));
  for (const Row& row : rows) {
    CAPTURE(row.kind);
    const Answer answer = instance.authenticate(row.kind, row.credentials);
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(answer.member("detail").find(row.detail) != std::string::npos);
    CHECK(answer.text.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("authentication: the input cannot replace the session's header") {
  RecordingServer server(json_answer("{}"));
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  auto instance = plugin.create(json::serialize(server.config()));
  REQUIRE(instance.authenticate("api_key_header", {{"header", "X-API-Key"}, {"key", "hunter2"}}).ok());
  const Answer answer =
      instance.invoke("request", {{"path", "/"}, {"headers", json::object{{"x-api-key", "mine"}}}});
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.member("detail").find("comes from the connection's `auth`") != std::string::npos);
  CHECK(server.count() == 0);
}

} // namespace callout::http_plugin::test
