#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

json::object draft() {
  return {{"service", "Search"}, {"title", "Index is stale"}};
}

} // namespace

TEST_CASE("incident.create: takes names for everything and opens one incident") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value made = done(instance,
                                "incident.create",
                                {{"service", "payment gateway"},
                                 {"title", "Card declines"},
                                 {"details", "See the dashboard"},
                                 {"urgency", "low"},
                                 {"priority", "P2"},
                                 {"assignees", "service.owner@example.com"},
                                 {"incident_key", "declines"}});
  CHECK(made.at("created") == true);
  const json::value& incident = made.at("incident");
  CHECK(incident.at("service").at("id") == "PSERV02");
  CHECK(incident.at("priority").at("name") == "P2");
  CHECK(incident.at("urgency") == "low");
  CHECK(incident.at("incident_key") == "declines");
  CHECK(incident.at("body").at("details") == "See the dashboard");
  CHECK(incident.at("assignments").at(0).at("assignee").at("id") == "PUSER05");
  CHECK(effects(instance, "incident.open") == 1);
}

TEST_CASE("incident.create: the attempts of one task open one incident") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value first = done(instance, "incident.create", draft());
  CHECK(first.at("incident").at("incident_key") == "callout/test-request");
  const json::value second = done(instance, "incident.create", draft());
  CHECK(first.at("created") == true);
  CHECK(second.at("created") == false);
  CHECK(second.at("incident").at("id") == first.at("incident").at("id"));
  CHECK(effects(instance, "incident.open") == 1);
}

TEST_CASE("incident.create: a resolved incident's key may be used again, and another key opens another") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value first = done(instance, "incident.create", draft());
  done(instance, "incident.resolve", {{"incident", first.at("incident")}});
  CHECK(done(instance, "incident.create", draft()).at("created") == true);
  CHECK(done(instance, "incident.create", with(draft(), {{"incident_key", "other"}})).at("created") == true);
  CHECK(effects(instance, "incident.open") == 3);
}

TEST_CASE("incident.create: a lost answer is looked for before anything is repeated") {
  struct Row {
    std::string_view name;
    json::object fault;
  };

  const Row rows[] = {
      {"it took effect",
       {{"method", "POST"}, {"path", "/incidents"}, {"drop", "before"}, {"after_effect", true}}},
      {"it took none", {{"method", "POST"}, {"path", "/incidents"}, {"drop", "before"}}},
      {"a gateway failed after the effect",
       {{"method", "POST"},
        {"path", "/incidents"},
        {"status", 502},
        {"body", "<html>"},
        {"after_effect", true}}},
  };
  for (const json::value& key : {json::value(), json::value("given")}) {
    for (const Row& row : rows) {
      CAPTURE(row.name);
      CAPTURE(key);
      CuratedFixture fixture;
      InstanceUnderTest instance = fixture.connect_as_user();
      fixture.fault(row.fault);
      json::object input = draft();
      if (!key.is_null()) {
        input["incident_key"] = key;
      }
      const json::value made = done(instance, "incident.create", input);
      CHECK(made.at("created") == true);
      CHECK(made.at("incident").at("title") == "Index is stale");
      CHECK(effects(instance, "incident.open") == 1);
    }
  }
}

TEST_CASE("incident.create: a lost answer is looked for first, also where repetitions are allowed") {
  const json::object patient{{"retry", json::object{{"base_delay_ms", 5}}}};
  const json::object lost{
      {"method", "POST"}, {"path", "/incidents"}, {"drop", "before"}, {"after_effect", true}};
  CuratedFixture fixture;
  InstanceUnderTest instance =
      fixture.connect(with(with(fixture.config(), patient), {{"from", fixture.ready("from")}}));
  fixture.fault(lost);
  CHECK(done(instance, "incident.create", draft()).at("created") == true);
  CHECK(effects(instance, "incident.open") == 1);
  CHECK(requests(instance, "POST /incidents") == 1);
  CHECK(requests(instance, "GET /incidents") == 1);
  CHECK(done(instance, "incident.create", draft()).at("created") == false);
}

TEST_CASE("incident.create: when the open incident cannot be looked for, it is said what is missing") {
  struct Row {
    std::string_view name;
    json::object fault; ///< of the request that opens
    callout_status status;
  };

  const Row rows[] = {
      {"a duplicate", {}, CALLOUT_E_INVALID_ARGUMENT},
      {"a lost answer", {{"drop", "before"}, {"after_effect", true}}, CALLOUT_E_OUTCOME_UNKNOWN},
  };
  const json::object refusal{{"error", json::object{{"required_scopes", "incidents.read"}}}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CuratedFixture fixture;
    InstanceUnderTest instance = fixture.connect_as_user();
    done(instance, "incident.create", draft());
    if (!row.fault.empty()) {
      fixture.fault(with(row.fault, {{"method", "POST"}, {"path", "/incidents"}}));
    }
    fixture.fault({{"method", "GET"}, {"path", "/incidents"}, {"status", 403}, {"body", refusal}});
    const Answer answer = instance.invoke("incident.create", draft());
    CHECK(answer.status == row.status);
    CHECK(answer.json().at("required_scopes") == json::array{"incidents.read"});
    CHECK(answer.member("hint").find("could not be looked for: Missing scope: incidents.read") !=
          std::string::npos);
  }
}

TEST_CASE("incident.create: what is refused says why, and opens nothing") {
  struct Row {
    json::object input;
    callout_status status;
    std::string_view pointer;
    std::string_view part;
  };

  const Row rows[] = {
      {{{"title", "x"}}, CALLOUT_E_INVALID_ARGUMENT, "/service", "missing"},
      {{{"service", "Search"}, {"title", ""}}, CALLOUT_E_INVALID_ARGUMENT, "/title", ""},
      {with(draft(), {{"urgency", "huge"}}), CALLOUT_E_INVALID_ARGUMENT, "/urgency", "high"},
      {with(draft(), {{"urgancy", "high"}}), CALLOUT_E_INVALID_ARGUMENT, "/urgancy", "`urgency`"},
      {with(draft(), {{"service", "Serch"}}), CALLOUT_E_NOT_FOUND, "/service", "names no service"},
      {with(draft(), {{"assignees", json::array{"nobody@example.com"}}}),
       CALLOUT_E_NOT_FOUND,
       "/assignees/0",
       "names no user"},
      {with(draft(), {{"assignees", "me"}, {"escalation_policy", "PESCP01"}}),
       CALLOUT_E_INVALID_ARGUMENT,
       "/assignees",
       "exclude each other"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  for (const Row& row : rows) {
    const Answer answer = instance.invoke("incident.create", row.input);
    CAPTURE(answer.text);
    CHECK(answer.status == row.status);
    CHECK(answer.member("pointer") == row.pointer);
    CHECK(answer.member("detail").find("pagerduty.incident.create: ") == 0);
    CHECK(answer.member("detail").find(row.part) != std::string::npos);
  }
  CHECK(effects(instance, "incident.open") == 0);
}

TEST_CASE("incident.create: a refusal that is no duplicate stays one") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  done(instance, "incident.create", draft());
  const Answer answer =
      instance.invoke("incident.create", with(draft(), {{"priority", json::object{{"id", "PNONE01"}}}}));
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.text.find("Priority Not Found") != std::string::npos);
}

} // namespace callout::pagerduty::test
