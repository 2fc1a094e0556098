#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

InstanceUnderTest connect(CuratedFixture& fixture) {
  return fixture.connect(with(fixture.config(), {{"events_url", fixture.ready("base_url")}}));
}

json::value alert_of(InstanceUnderTest& instance, std::string_view key) {
  const json::value incidents =
      done(instance,
           "listIncidents",
           {{"incident_key", key}, {"statuses", json::array{"triggered", "acknowledged"}}});
  const auto& list = incidents.at("incidents").as_array();
  return list.empty() ? json::value() : list.front();
}

} // namespace

TEST_CASE("event.trigger: finds the service's key and opens an incident; acknowledge and resolve follow") {
  CuratedFixture fixture;
  InstanceUnderTest instance = connect(fixture);
  const json::value sent = done(instance,
                                "event.trigger",
                                {{"service", "checkout api"},
                                 {"summary", "Disk full"},
                                 {"dedup_key", "db-1/disk"},
                                 {"custom_details", json::object{{"free", 0}}},
                                 {"links", json::array{"https://wiki.example.com/disk"}}});
  CHECK(sent.at("status") == "success");
  CHECK(sent.at("dedup_key") == "db-1/disk");
  CHECK(sent.at("cut") == json::array());
  const json::value incident = alert_of(instance, "db-1/disk");
  CHECK(incident.at("service").at("id") == "PSERV01");
  const json::value alerts = done(instance, "listIncidentAlerts", {{"id", incident.at("id")}});
  CHECK(alerts.at("alerts").at(0).at("severity") == "error");
  done(instance, "event.acknowledge", {{"service", "PSERV01"}, {"dedup_key", "db-1/disk"}});
  CHECK(alert_of(instance, "db-1/disk").at("status") == "acknowledged");
  done(instance, "event.resolve", {{"service", "PSERV01"}, {"dedup_key", "db-1/disk"}});
  CHECK(alert_of(instance, "db-1/disk").is_null());
}

TEST_CASE("event.trigger: the attempts of one task have one key") {
  CuratedFixture fixture;
  InstanceUnderTest instance = connect(fixture);
  const json::object event{{"routing_key", fixture.ready("routing_key")}, {"summary", "x"}};
  CHECK(done(instance, "event.trigger", event).at("dedup_key") == "callout/test-request");
  done(instance, "event.trigger", event);
  CHECK(effects(instance, "event.repeat") == 1);
}

TEST_CASE(
    "event.trigger: what PagerDuty would refuse as too long arrives, and the result says what was cut") {
  CuratedFixture fixture;
  InstanceUnderTest instance = connect(fixture);
  const std::string key(400, 'k');
  const json::value sent = done(instance,
                                "event.trigger",
                                {{"routing_key", fixture.ready("routing_key")},
                                 {"summary", std::string(5000, 's')},
                                 {"dedup_key", key},
                                 {"custom_details", json::object{{"log", std::string(700'000, 'l')}}}});
  REQUIRE(sent.at("cut").as_array().size() == 3);
  std::string pointers;
  for (const json::value& cut : sent.at("cut").as_array()) {
    pointers.append(cut.at("pointer").as_string()).append(" ");
  }
  CHECK(pointers == "/dedup_key /summary /custom_details/log ");
  const json::value resolved =
      done(instance, "event.resolve", {{"routing_key", fixture.ready("routing_key")}, {"dedup_key", key}});
  CHECK(resolved.at("dedup_key") == sent.at("dedup_key"));
  CHECK(alert_of(instance, sent.at("dedup_key").as_string()).is_null());
}

TEST_CASE("event.change: stands on the service's record") {
  CuratedFixture fixture;
  InstanceUnderTest instance = connect(fixture);
  done(instance, "event.change", {{"service", "Search"}, {"summary", "Deployed 4.2"}});
  const json::value newest = done(instance, "listChangeEvents", {{"limit", 1}}).at("change_events").at(0);
  CHECK(newest.at("summary") == "Deployed 4.2");
  CHECK(newest.at("services").at(0).at("id") == "PSERV04");
}

TEST_CASE("event.*: where it goes must be clear, and what is in it must fit") {
  struct Row {
    json::object input;
    callout_status status;
    std::string_view pointer;
  };

  CuratedFixture fixture;
  InstanceUnderTest instance = connect(fixture);
  const std::string key = fixture.ready("routing_key");
  const Row rows[] = {
      {{{"summary", "x"}}, CALLOUT_E_INVALID_ARGUMENT, "/routing_key"},
      {{{"summary", "x"}, {"routing_key", key}, {"service", "Search"}},
       CALLOUT_E_INVALID_ARGUMENT,
       "/routing_key"},
      {{{"summary", "x"}, {"routing_key", "short"}}, CALLOUT_E_INVALID_ARGUMENT, "/routing_key"},
      {{{"summary", "x"}, {"service", "Nothing"}}, CALLOUT_E_NOT_FOUND, "/service"},
      {{{"summary", "x"}, {"routing_key", key}, {"severity", "bad"}},
       CALLOUT_E_INVALID_ARGUMENT,
       "/severity"},
      {{{"summary", "x"}, {"routing_key", key}, {"component", std::string(600'000, 'c')}},
       CALLOUT_E_INVALID_ARGUMENT,
       "/component"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const Answer answer = instance.invoke("event.trigger", row.input);
    CHECK(answer.status == row.status);
    CHECK(answer.member("pointer") == row.pointer);
  }
}

TEST_CASE("event.*: a service without an integration, or with several, is told so") {
  struct Row {
    json::array integrations;
    std::string_view detail;
  };

  const json::object integration{{"id", "PI1"}, {"type", "events_api_v2_inbound_integration_reference"}};
  const Row rows[] = {
      {{}, "has no integration for the Events API v2"},
      {{json::object{{"id", "PI0"}, {"type", "generic_email_inbound_integration_reference"}}},
       "has no integration for the Events API v2"},
      {{integration, integration}, "has 2 integrations for the Events API v2"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = connect(fixture);
  for (const Row& row : rows) {
    const json::object body{{"service", json::object{{"id", "PSERV01"}, {"integrations", row.integrations}}}};
    fixture.fault({{"path", "/services/PSERV01"}, {"status", 200}, {"body", body}});
    const Answer answer = instance.invoke("event.trigger", {{"summary", "x"}, {"service", "PSERV01"}});
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(answer.member("detail").find(row.detail) != std::string::npos);
  }
}

TEST_CASE("event.*: an integration that is only referred to is asked for its key") {
  CuratedFixture fixture;
  InstanceUnderTest instance = connect(fixture);
  const json::object reference{{"id", "PINTG01"}, {"type", "events_api_v2_inbound_integration_reference"}};
  const json::object body{
      {"service", json::object{{"id", "PSERV01"}, {"integrations", json::array{reference}}}}};
  fixture.fault({{"path", "/services/PSERV01"}, {"status", 200}, {"body", body}});
  done(instance, "event.trigger", {{"summary", "x"}, {"service", "PSERV01"}});
  CHECK(requests(instance, "GET /services/PSERV01/integrations/PINTG01") == 1);
  CHECK(effects(instance, "event.trigger") == 1);
}

} // namespace callout::pagerduty::test
