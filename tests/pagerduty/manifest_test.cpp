#include <algorithm>
#include <chrono>
#include <string>

#include <callout/sdk/testing.hpp>
#include <doctest/doctest.h>

#include "catalog.hpp"
#include "curated/actions.hpp"

using callout::sdk::testing::Answer;
using callout::sdk::testing::PluginUnderTest;

TEST_CASE("manifest: names the plugin, its two kinds of authentication and all actions") {
  PluginUnderTest plugin(&callout_plugin_entry_v1);
  const Answer answer = plugin.describe();
  REQUIRE(answer.ok());
  const auto manifest = answer.json();
  CHECK(manifest.at("name") == "pagerduty");
  const std::size_t curated = callout::pagerduty::curated::all_actions().size();
  const std::size_t operations = callout::pagerduty::rest_catalog().operations.size();
  CHECK(manifest.at("actions").as_array().size() == 1 + curated + operations); // and `request`
  CHECK(manifest.at("actions").as_array().front().at("name") == "request");
  const auto& kinds = manifest.at("authentication").as_array();
  REQUIRE(kinds.size() == 2);
  CHECK(kinds[0].at("kind") == "oauth2_client_credentials");
  CHECK(kinds[0].at("secrets") == boost::json::array{"/client_secret"});
  CHECK(kinds[0].at("schema").at("required") == boost::json::array{"client_id", "client_secret", "scope"});
  CHECK(kinds[1].at("kind") == "api_token");
  CHECK(kinds[1].at("secrets") == boost::json::array{"/token"});
  CHECK((plugin.table().flags & CALLOUT_PLUGIN_CONCURRENT) != 0);
}

TEST_CASE("manifest: every test call is an action that only reads") {
  PluginUnderTest plugin(&callout_plugin_entry_v1);
  const auto manifest = plugin.describe().json();
  CHECK(manifest.at("test").as_array().size() == 7);
  for (const auto& test : manifest.at("test").as_array()) {
    const Answer action = plugin.describe(std::string(test.at("action").as_string()));
    REQUIRE(action.ok());
    CHECK(action.member("risk") == "read");
    for (const auto& member : test.at("input").as_object()) {
      CHECK(action.json().at("input_schema").at("properties").as_object().contains(member.key()));
    }
  }
}

TEST_CASE("manifest: is below 200 kB and ready within 10 ms") {
  PluginUnderTest plugin(&callout_plugin_entry_v1);
  CHECK(plugin.describe().text.size() < 200'000);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  auto best = std::chrono::steady_clock::duration::max();
  for (int run = 0; run < 10; ++run) { // the best of ten, since others use the machine too
    const auto begin = std::chrono::steady_clock::now();
    REQUIRE(plugin.describe().ok());
    best = std::min(best, std::chrono::steady_clock::now() - begin);
  }
  MESSAGE("manifest: " << plugin.describe().text.size() << " bytes in "
                       << std::chrono::duration_cast<std::chrono::microseconds>(best).count() << " us");
  CHECK(best < std::chrono::milliseconds(10));
#endif
}

TEST_CASE("manifest: an action that is not there is unknown") {
  PluginUnderTest plugin(&callout_plugin_entry_v1);
  const Answer answer = plugin.describe("listIncident");
  CHECK(answer.status == CALLOUT_E_UNKNOWN_ACTION);
  CHECK(answer.member("detail") == "pagerduty has no action \"listIncident\"");
}
