#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "curated_fixture.hpp"

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
  const json::value& number = incident.at("incident_number");

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

TEST_CASE("resolve: a service by id, name or address, and names that look like ids") {
  struct Row {
    json::value given;
    std::string_view id;
  };

  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const auto make_service = [&](std::string_view name) {
    const json::object policy{{"id", "PESCP01"}, {"type", "escalation_policy_reference"}};
    const json::object service{{"type", "service"}, {"name", name}, {"escalation_policy", policy}};
    const json::value made = done(instance, "createService", {{"service", service}});
    return std::string(made.at("service").at("id").as_string());
  };
  const std::string payments = make_service("PAYMENTS");
  const std::string production = make_service("PROD2024");
  const Row rows[] = {
      {"PSERV02", "PSERV02"},
      {"Payment Gateway", "PSERV02"},
      {"PAYMENT gateway", "PSERV02"},
      {"https://acme.pagerduty.com/service-directory/PSERV02", "PSERV02"},
      {json::object{{"id", "PSERV02"}, {"type", "service"}}, "PSERV02"},
      {"PAYMENTS", payments},
      {"PROD2024", production},
  };
  int number = 0;
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const std::string key = "key " + std::to_string(++number);
    const json::value incident =
        done(instance, "incident.create", {{"service", row.given}, {"title", "x"}, {"incident_key", key}});
    CHECK(incident.at("incident").at("service").at("id").as_string() == row.id);
  }
}

TEST_CASE("resolve: what may be a name is an id first, and only PagerDuty's 404 makes it a name") {
  struct Row {
    std::string_view name;
    json::object fault;
    callout_status status;
    std::int64_t lists;
  };

  const json::object known{{"service", json::object{{"id", "PSERV02"}, {"type", "service"}}}};
  const Row rows[] = {
      {"there is one of that id", {{"status", 200}, {"body", json::serialize(known)}}, CALLOUT_OK, 0},
      {"it cannot be known", {{"status", 500}, {"body", "{}"}}, CALLOUT_E_UNAVAILABLE, 0},
      {"there is none", {{"status", 404}, {"body", "{}"}}, CALLOUT_E_NOT_FOUND, 2},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CuratedFixture fixture;
    InstanceUnderTest instance = fixture.connect_as_user();
    fixture.fault(with(row.fault, {{"path", "/services/PROD2024"}}));
    const Answer answer = instance.invoke("incident.create", {{"service", "PROD2024"}, {"title", "x"}});
    CAPTURE(answer.text);
    CHECK(answer.status == row.status);
    CHECK(requests(instance, "GET /services") == row.lists);
  }
}

TEST_CASE("resolve: several of one name are listed, and nothing is done") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const auto user = [](std::string_view id, std::string_view name) {
    return json::object{
        {"id", id}, {"name", name}, {"html_url", "https://acme.pagerduty.com/users/" + std::string(id)}};
  };
  const json::object two{
      {"users",
       json::array{user("PSAME01", "Sam Doe"), user("PSAME02", "sam doe"), user("PSAM003", "Sam Doe")}},
      {"more", false}};
  fixture.fault({{"path", "/users"}, {"status", 200}, {"body", json::serialize(two)}});
  const Answer answer =
      instance.invoke("incident.reassign", {{"incident", "QSANDBOXINC008"}, {"users", "Sam Doe"}});
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.member("pointer") == "/users");
  CHECK(answer.member("detail") == "pagerduty.incident.reassign: /users is ambiguous: 2 have this name: "
                                   "Sam Doe (PSAME01), Sam Doe (PSAM003)");
  const json::object first{
      {"id", "PSAME01"}, {"name", "Sam Doe"}, {"url", "https://acme.pagerduty.com/users/PSAME01"}};
  CHECK(answer.json().at("candidates").at(0) == first);
  CHECK(effects(instance, "incident.assign") == 0);
}

TEST_CASE("resolve: what is not there comes with what is near") {
  struct Row {
    json::object input;
    std::string_view pointer;
    std::string_view candidate;
  };

  const Row rows[] = {
      {{{"users", "Incident Comander"}}, "/users", "PUSER04"},
      {{{"users", json::array{"PUSER01", "On-call Engineer"}}}, "/users/1", "PUSER01"},
      {{{"users", "service.owner@example.org"}}, "/users", "PUSER05"},
      {{{"escalation_policy", "Data best effort"}}, "/escalation_policy", "PESCP03"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  for (const Row& row : rows) {
    const Answer answer =
        instance.invoke("incident.reassign", with(row.input, {{"incident", "QSANDBOXINC008"}}));
    CAPTURE(answer.text);
    CHECK(answer.status == CALLOUT_E_NOT_FOUND);
    CHECK(answer.member("pointer") == row.pointer);
    CHECK(answer.json().at("candidates").at(0).at("id").as_string() == row.candidate);
    CHECK(answer.member("hint").find(row.candidate) != std::string::npos);
  }
}

TEST_CASE("resolve: `me` is the key's user, else whom `from` names, else nobody") {
  struct Row {
    std::string_view name;
    std::string_view key_user;
    std::string_view from;
    std::string_view requester;
  };

  const Row rows[] = {
      {"a user's key", "service.owner@example.com", "", "PUSER05"},
      {"a user's key comes before `from`", "service.owner@example.com", "automation@example.com", "PUSER05"},
      {"an account's key with `from`", "", "automation@example.com", "PUSER06"},
      {"an account's key alone", "", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    sandbox::Options options;
    options.api_token_user = std::string(row.key_user);
    CuratedFixture fixture(options);
    InstanceUnderTest instance =
        fixture.create(row.from.empty() ? fixture.config() : with(fixture.config(), {{"from", row.from}}));
    REQUIRE(instance.authenticate("api_token", {{"token", fixture.ready("api_token")}}).ok());
    const Answer answer = instance.invoke(
        "incident.page", {{"incident", "QSANDBOXINC008"}, {"message", "Help"}, {"users", "PUSER01"}});
    CAPTURE(answer.text);
    CHECK(answer.ok() == !row.requester.empty());
    if (answer.ok()) {
      CHECK(effects(instance, "responder_request.create") == 1);
    } else {
      CHECK(answer.member("pointer") == "/requester");
      CHECK(answer.member("hint").find("config.from") != std::string::npos);
    }
  }
}

TEST_CASE("resolve: an unknown `from` is named where `me` was meant") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", "nobody@example.com"}}));
  const Answer answer = instance.invoke(
      "incident.page", {{"incident", "QSANDBOXINC008"}, {"message", "Help"}, {"users", "PUSER01"}});
  CHECK(answer.status == CALLOUT_E_NOT_FOUND);
  CHECK(answer.member("pointer") == "/requester");
}

TEST_CASE("resolve: a name on a later page is found") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  json::array first_hundred;
  for (int i = 0; i < 100; ++i) {
    first_hundred.push_back(
        json::object{{"id", "PX" + std::to_string(i)}, {"name", "Search " + std::to_string(i)}});
  }
  const json::object page{{"services", first_hundred}, {"more", true}};
  fixture.fault({{"path", "/services"}, {"status", 200}, {"body", json::serialize(page)}});
  const json::object last{{"services", json::array{json::object{{"id", "PSERV04"}, {"name", "Search"}}}},
                          {"more", false}};
  fixture.fault({{"path", "/services"}, {"status", 200}, {"body", json::serialize(last)}});
  const json::value made = done(instance, "incident.create", {{"service", "Search"}, {"title", "x"}});
  CHECK(made.at("incident").at("service").at("id") == "PSERV04");
  CHECK(requests(instance, "GET /services") == 2);
}

TEST_CASE("resolve: shift-based schedules are looked for on every page, and several of one name are listed") {
  struct Row {
    std::string_view given;
    callout_status status;
    std::string_view candidates;
  };

  const Row rows[] = {
      {"Night watch", CALLOUT_OK, ""},
      {"NIGHT WATCH",
       CALLOUT_E_INVALID_ARGUMENT,
       R"([{"id":"PSHIFT1","name":"night watch","url":"https://x.example/1"},)"
       R"({"id":"PSCHED3","name":"Night watch","url":"https://x.example/2"}])"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const auto page = [&](const json::object& schedule, const json::object& position) {
    const json::object body = with(position, {{"schedules", json::array{schedule}}});
    fixture.fault({{"path", "/v3/schedules"}, {"status", 200}, {"body", json::serialize(body)}});
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    page({{"id", "PSHIFT1"}, {"summary", "night watch"}, {"html_url", "https://x.example/1"}},
         {{"more", true}});
    page({{"id", "PSCHED3"}, {"summary", "Night watch"}, {"html_url", "https://x.example/2"}},
         {{"more", false}});
    const Answer answer = instance.invoke("oncall.now", {{"schedule", row.given}});
    CAPTURE(answer.text);
    CHECK(answer.status == row.status);
    CHECK(answer.member("candidates") == row.candidates);
    CHECK(answer.member("pointer") == (row.candidates.empty() ? "" : "/schedule"));
  }
}

} // namespace callout::pagerduty::test
