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

TEST_CASE("scopes: whether write includes read is PagerDuty's to say") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect(fixture.config(), "as_account-us.sandbox services.write");
  CHECK(instance.invoke("listServices", {}).status == CALLOUT_E_PERMISSION_DENIED);
  CHECK(requests(instance, "GET /services") == 1);
}

} // namespace callout::pagerduty::test
