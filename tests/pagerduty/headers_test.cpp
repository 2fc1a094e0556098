#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

json::object headers_of(PluginFixture& fixture, InstanceUnderTest& instance) {
  return fixture.last_request(instance).at("headers").as_object();
}

const json::object note{{"content", "Looking into it."}};

} // namespace

TEST_CASE("headers: media type, credential and User-Agent of a read") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  REQUIRE(instance.invoke("listIncidents", {{"limit", 1}}).ok());
  const json::object headers = headers_of(fixture, instance);
  CHECK(headers.at("accept") == "application/vnd.pagerduty+json;version=2");
  CHECK(headers.at("authorization") == "Bearer ***");
  CHECK(headers.at("user-agent") == "callout-pagerduty/" CALLOUT_VERSION " (callout-test/1.0.0)");
  CHECK(headers.at("content-type") == "application/json"); // which PagerDuty demands of reads too
  CHECK(!headers.contains("from"));
}

TEST_CASE("headers: an API key has a scheme of its own") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  REQUIRE(instance.authenticate("api_token", {{"token", fixture.ready("api_token")}}).ok());
  REQUIRE(instance.invoke("listAbilities", {}).ok());
  CHECK(headers_of(fixture, instance).at("authorization") == "Token ***");
}

TEST_CASE("headers: rows with another media type or early access say so") {
  struct Row {
    std::string_view action;
    std::string_view header;
    std::string_view value;
  };

  const Row rows[] = {{"listCustomFieldsFields", "accept", "application/json"},
                      {"listIpAllowLists", "x-early-access", "ip-allow-lists"}};
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  // A key has no scopes, of which the sandbox's app lacks one.
  REQUIRE(instance.authenticate("api_token", {{"token", fixture.ready("api_token")}}).ok());
  for (const Row& row : rows) {
    CAPTURE(row.action);
    const Answer answer = instance.invoke(row.action, {});
    REQUIRE(answer.status != CALLOUT_E_UNKNOWN_ACTION);
    const json::object headers = headers_of(fixture, instance);
    REQUIRE(headers.contains(row.header));
    CHECK(headers.at(row.header).as_string() == row.value);
  }
}

TEST_CASE("From: comes from the input, else from the connection") {
  PluginFixture fixture;
  InstanceUnderTest with_default = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}));
  const json::object input{{"id", "QSANDBOXINC007"}, {"note", note}};
  REQUIRE(with_default.invoke("createIncidentNote", input).ok());
  CHECK(headers_of(fixture, with_default).at("from").as_string() == fixture.ready("from"));

  const Answer other =
      with_default.invoke("createIncidentNote", with(input, {{"from", "nobody@example.com"}}));
  CHECK(headers_of(fixture, with_default).at("from") == "nobody@example.com");
  CHECK(other.status == CALLOUT_E_INVALID_ARGUMENT);
  CAPTURE(other.text);
  CHECK(other.member("hint").find("From must be the login address") == 0);

  InstanceUnderTest without = fixture.connect();
  REQUIRE(without.invoke("createIncidentNote", with(input, {{"from", fixture.ready("from")}})).ok());
}

TEST_CASE("From: missing in both places is refused before the call, naming both") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  const Answer answer = instance.invoke("createIncidentNote", {{"id", "QSANDBOXINC007"}, {"note", note}});
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.member("detail") == "pagerduty.createIncidentNote: /from is missing");
  CHECK(answer.member("hint") == "Give `from` in the input or in the connection's config.");
  CHECK(fixture.log_text().find("/notes") == std::string::npos);
}

} // namespace callout::pagerduty::test
