#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

json::object trigger() {
  return {{"routing_key", std::string(32, 'a')},
          {"event_action", "trigger"},
          {"payload", {{"summary", "Disk full"}, {"source", "db-1"}, {"severity", "critical"}}}};
}

} // namespace

TEST_CASE("events: go to their own host, without the connection's credential") {
  PluginFixture fixture;
  InstanceUnderTest instance =
      fixture.connect(with(fixture.config(), {{"events_url", fixture.config().at("base_url")}}));
  json::object event = trigger();
  event["routing_key"] = fixture.ready("routing_key");
  const Answer answer = instance.invoke("createV2Event", event);
  REQUIRE_MESSAGE(answer.ok(), answer.text);
  CHECK(answer.member("status") == "success");
  const json::object seen = fixture.last_request(instance);
  CHECK(seen.at("target") == "/v2/enqueue");
  CHECK(!seen.at("headers").as_object().contains("authorization"));
}

TEST_CASE("events: need no session") {
  PluginFixture fixture;
  InstanceUnderTest instance =
      fixture.create(with(fixture.config(), {{"events_url", fixture.config().at("base_url")}}));
  json::object event = trigger();
  event["routing_key"] = fixture.ready("routing_key");
  CHECK(instance.invoke("createV2Event", event).ok());
  CHECK(instance.invoke("listIncidents", {}).status == CALLOUT_E_UNAUTHENTICATED);
}

TEST_CASE("events: an event never leaves for PagerDuty when only a base URL is given") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  const Answer answer = instance.invoke("createV2Event", trigger());
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.member("detail") ==
        "pagerduty.createV2Event: config.base_url names one server, and events_v2, "
        "which has this action, is at another");
  CHECK(answer.member("hint").find("config.service_urls.events_v2") != std::string::npos);
}

TEST_CASE("services at the REST API's host: take the credential, below the base URL") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  CHECK(instance.invoke("scim.getUser", {{"id", "PABC123"}}).status == CALLOUT_E_NOT_FOUND);
  const json::object seen = fixture.last_request(instance);
  CHECK(seen.at("target") == "/scim/v2/Users/PABC123");
  CHECK(seen.at("headers").at("authorization") == "Bearer ***");
  CHECK(seen.at("headers").at("accept") == "application/scim+json");
}

} // namespace callout::pagerduty::test
