#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "recording_server.hpp"

namespace callout::http_plugin::test {

TEST_CASE("config: what it refuses, with the member's pointer") {
  struct Row {
    std::string_view config;
    std::string_view pointer;
    std::string_view detail;
  };

  const Row rows[] = {
      {"{}", "/base_url", "http: config: `base_url` is missing"},
      {R"({"base_url":"example.com"})", "/base_url", "base_url is not a URL"},
      {R"({"base_url":"http://example.com"})", "/base_url", "is not https"},
      {R"({"base_url":"https://example.com/?key=1"})", "/base_url", "base_url"},
      {R"({"baseurl":"https://example.com"})", "/baseurl", "did you mean `base_url`?"},
      {R"({"base_url":"https://example.com","headers":[]})", "/headers", "is not an object"},
      {R"({"base_url":"https://example.com","headers":{"Authorization":"Bearer hunter2"}})",
       "/headers",
       "the header `Authorization` carries a credential"},
      {R"({"base_url":"https://example.com","headers":{"cookie":"hunter2"}})",
       "/headers",
       "carries a credential"},
      {R"({"base_url":"https://example.com","headers":{"X-A":"hunter2\r\nX-B: 1"}})",
       "/headers",
       "line break"},
      {R"({"base_url":"https://example.com","headers":{"X A":"1"}})", "/headers", "cannot carry"},
      {R"({"base_url":"https://example.com","headers":{"X-A":1}})", "/headers", "is not a string"},
      {R"({"base_url":"https://example.com","headers":{"Host":"a"}})", "/headers", "is written by Callout"},
      {R"({"base_url":"https://example.com","timeouts":{"body_ms":-1}})",
       "/timeouts/body_ms",
       "whole number"},
      {R"({"base_url":"https://example.com","ca_file":""})", "/ca_file", "`ca_file` is empty"},
  };
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  for (const Row& row : rows) {
    CAPTURE(row.config);
    const Answer answer = plugin.try_create(row.config);
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CAPTURE(answer.text);
    CHECK(answer.member("pointer") == row.pointer);
    CHECK(answer.member("detail").find(row.detail) != std::string::npos);
    CHECK(answer.text.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("config: the headers of a connection go with every request, and the input's win") {
  RecordingServer server(json_answer("{}"));
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  const json::object config = with(
      server.config(), {{"headers", json::object{{"X-Team", "shop"}, {"Accept", "application/vnd.x+json"}}}});
  auto instance = plugin.create(json::serialize(config));
  REQUIRE(instance.invoke("request", {{"path", "/"}}).ok());
  CHECK(server.last().header("X-Team") == "shop");
  CHECK(server.last().header("Accept") == "application/vnd.x+json");
  REQUIRE(instance.invoke("request", {{"path", "/"}, {"headers", json::object{{"x-team", "search"}}}}).ok());
  CHECK(server.last().header("X-Team") == "search");
}

} // namespace callout::http_plugin::test
