#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {

TEST_CASE("scopes: one that the session lacks is named before anything is sent") {
  struct Row {
    std::string_view action;
    json::object input;
    std::string_view scope;
    std::string_view request;
  };

  const Row rows[] = {
      {"listServices", {}, "services.read", "GET /services"},
      {"createIncidentNote",
       {{"id", "Q1"}, {"note", json::object{{"content", "x"}}}},
       "incidents.write",
       "POST /incidents/Q1/notes"},
      {"incident.note",
       {{"incident", "QSANDBOXINC007"}, {"note", "x"}},
       "incidents.write",
       "POST /incidents/QSANDBOXINC007/notes"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}),
                                               "as_account-us.sandbox incidents.read");
  for (const Row& row : rows) {
    CAPTURE(row.action);
    const Answer answer = instance.invoke(row.action, row.input);
    CHECK(answer.status == CALLOUT_E_PERMISSION_DENIED);
    CHECK(answer.member("detail").find("does not hold the scope " + std::string(row.scope)) !=
          std::string::npos);
    CHECK(answer.json().at("required_scopes") == json::array{json::value(row.scope)});
    CHECK(answer.member("hint").find("App Registration") != std::string::npos);
    CHECK(answer.member("hint").find("auth.scope") != std::string::npos);
    CHECK(requests(instance, row.request) == 0);
  }
  CHECK(instance.invoke("listIncidents", {{"limit", 1}}).ok());
}

TEST_CASE("scopes: an API key is not checked, since nobody knows what it may do") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  REQUIRE(instance.authenticate("api_token", {{"token", fixture.ready("api_token")}}).ok());
  CHECK(instance.invoke("listServices", {{"limit", 1}}).ok());
}

TEST_CASE("scopes: write does not stand for read, also for what an action needs besides") {
  struct Row {
    std::string_view action;
    json::object input;
    std::string_view scope;
  };

  const Row rows[] = {
      {"listIncidents", {}, "incidents.read"},
      {"incident.create", {{"service", "PSERV01"}, {"title", "x"}}, "incidents.read"},
      {"incident.resolve", {{"incident", "QSANDBOXINC008"}}, "incidents.read"},
      {"maintenance.end", {{"services", "PSERV01"}}, "services.read services.write"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}),
                                               "as_account-us.sandbox incidents.write");
  for (const Row& row : rows) {
    CAPTURE(row.action);
    const Answer answer = instance.invoke(row.action, row.input);
    CHECK(answer.status == CALLOUT_E_PERMISSION_DENIED);
    CHECK(answer.member("detail") == "pagerduty." + std::string(row.action) +
                                         ": the session does not hold the scope " + std::string(row.scope) +
                                         ", so nothing was sent");
    CHECK(answer.member("hint").find("App Registration") != std::string::npos);
    CHECK(answer.json().as_object().contains("required_scopes"));
  }
  CHECK(requests(instance, "GET /incidents") == 0);
  CHECK(requests(instance, "POST /incidents") == 0);
}

TEST_CASE("scopes: what only other inputs need is not asked for") {
  struct Row {
    std::string_view scope;
    std::string_view action;
    json::object input;
  };

  const json::value incident = "QSANDBOXINC008";
  const Row rows[] = {
      {"incidents.write", "incident.escalate", {{"incident", incident}, {"level", 1}}},
      {"incidents.write",
       "incident.page",
       {{"incident", incident}, {"message", "x"}, {"users", "PUSER05"}, {"requester", "PUSER01"}}},
      {"schedules.read", "oncall.now", {{"schedule", "PSCHED1"}}},
      {"oncalls.read services.read", "oncall.now", {{"service", "PSERV01"}}},
  };
  CuratedFixture fixture;
  const json::object config = with(fixture.config(), {{"from", fixture.ready("from")}});
  for (const Row& row : rows) {
    CAPTURE(row.action);
    InstanceUnderTest instance = fixture.connect(config, "as_account-us.sandbox " + std::string(row.scope));
    done(instance, row.action, row.input);
  }
}

} // namespace callout::pagerduty::test
