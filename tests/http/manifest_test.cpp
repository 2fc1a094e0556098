#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "recording_server.hpp"

namespace callout::http_plugin::test {

TEST_CASE("manifest: one action, five kinds of authentication, one test call") {
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  const Answer answer = plugin.describe();
  REQUIRE(answer.ok());
  const json::value manifest = answer.json();
  CHECK(manifest.at("name") == "http");
  CHECK(manifest.at("version") == CALLOUT_VERSION);
  CHECK(manifest.at("config_schema").at("required") == json::array{"base_url"});
  CHECK(manifest.at("actions").as_array().size() == 1);
  CHECK(manifest.at("test").at(0) ==
        json::value{{"action", "request"}, {"input", {{"method", "GET"}, {"path", "/"}}}});
  std::vector<std::string> kinds;
  for (const json::value& kind : manifest.at("authentication").as_array()) {
    kinds.emplace_back(kind.at("kind").as_string());
    CHECK(kind.at("schema").at("type") == "object");
  }
  CHECK(kinds ==
        std::vector<std::string>{"oauth2_client_credentials", "bearer", "basic", "api_key_header", "none"});
}

TEST_CASE("describe: the action's schema knows every member that the action takes") {
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  const json::value action = plugin.describe("request").json();
  const json::object& members = action.at("input_schema").at("properties").as_object();
  for (const std::string_view name : {"method", "path", "query", "headers", "body", "expect"}) {
    CHECK(members.contains(name));
  }
  CHECK(members.size() == 6);
  CHECK(plugin.describe("get").status == CALLOUT_E_UNKNOWN_ACTION);
}

} // namespace callout::http_plugin::test
