#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

json::object note_on(json::value incident) {
  return {{"incident", std::move(incident)}, {"note", "Seen."}};
}

} // namespace

TEST_CASE("resolve: an incident by id, number, address or object is the same incident") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}));
  const json::value incident =
      instance.invoke("getIncident", {{"id", "QSANDBOXINC007"}}).json().at("incident");
  const json::value number = incident.at("incident_number");

  const json::value rows[] = {"QSANDBOXINC007",
                              number,
                              json::value(json::serialize(number)),
                              json::value("#" + json::serialize(number)),
                              incident.at("html_url"),
                              incident.at("self"),
                              incident,
                              json::object{{"id", "QSANDBOXINC007"}, {"type", "incident_reference"}}};
  for (const json::value& given : rows) {
    CAPTURE(given);
    const Answer answer = instance.invoke("incident.note", note_on(given));
    REQUIRE_MESSAGE(answer.ok(), answer.text);
    CHECK(fixture.last_request(instance).at("target").as_string() == "/incidents/QSANDBOXINC007/notes");
  }
  CHECK(
      instance.invoke("listIncidentNotes", {{"id", "QSANDBOXINC007"}}).json().at("notes").as_array().size() ==
      std::size(rows));
}

TEST_CASE("resolve: what names no incident says so before anything is sent, or after one look") {
  struct Row {
    json::value given;
    callout_status status;
    std::string_view detail;
  };

  const Row rows[] = {
      {"Disk full",
       CALLOUT_E_INVALID_ARGUMENT,
       "pagerduty.incident.note: /incident is neither an id nor a number nor an address of an incident"},
      {"https://acme.pagerduty.com/services/PSERV01",
       CALLOUT_E_INVALID_ARGUMENT,
       "pagerduty.incident.note: /incident names a service, not the incident that is wanted"},
      {999999,
       CALLOUT_E_NOT_FOUND,
       "pagerduty.incident.note: /incident names no incident that this credential can see"},
  };
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}));
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const Answer answer = instance.invoke("incident.note", note_on(row.given));
    CHECK(answer.status == row.status);
    CHECK(answer.member("detail") == row.detail);
    CHECK(answer.member("pointer") == "/incident");
  }
}

TEST_CASE("curated input: unknown and missing members are refused before the call") {
  struct Row {
    json::object input;
    std::string_view detail;
    std::string_view pointer;
  };

  const Row rows[] = {
      {{{"incident", 1}, {"notes", "x"}},
       "pagerduty.incident.note: unknown member `notes`; did you mean `note`?",
       "/notes"},
      {{{"incident", 1}}, "pagerduty.incident.note: /note is missing; it must be a string", "/note"},
  };
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  for (const Row& row : rows) {
    const Answer answer = instance.invoke("incident.note", row.input);
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(answer.member("detail") == row.detail);
    CHECK(answer.member("pointer") == row.pointer);
  }
}

TEST_CASE("curated input: the action's `from` acts, else the connection's") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}));
  const Answer own = instance.invoke(
      "incident.note", with(note_on("QSANDBOXINC007"), {{"from", "service.owner@example.com"}}));
  REQUIRE_MESSAGE(own.ok(), own.text);
  CHECK(own.json().at("note").at("user").at("id") == "PUSER05");
  const Answer refused = fixture.connect().invoke("incident.note", note_on("QSANDBOXINC007"));
  CHECK(refused.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(refused.member("operation") == "createIncidentNote");
}

} // namespace callout::pagerduty::test
