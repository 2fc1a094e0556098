#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {

TEST_CASE("invoke: the result is PagerDuty's body, byte for byte") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  const std::string body = R"({ "users" : [ ], "big": 12345678901234567890, "exact": 1.10 })";
  fixture.fault({{"path", "/users"}, {"status", 200}, {"body", body}});
  CHECK(instance.invoke("listUsers", {}).text == body);
}

TEST_CASE("invoke: an empty body is null, and one that is no JSON is text") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  fixture.fault({{"path", "/users"}, {"status", 200}, {"body", ""}});
  CHECK(instance.invoke("listUsers", {}).text == "null");
  fixture.fault({{"path", "/users"},
                 {"status", 200},
                 {"body", "a,b\n"},
                 {"headers", json::object{{"Content-Type", "text/csv"}}}});
  CHECK(instance.invoke("listUsers", {}).json() ==
        json::object{{"content_type", "text/csv"}, {"text", "a,b\n"}});
}

TEST_CASE("invoke: list parameters repeat their key, alone or several") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();

  struct Row {
    json::value statuses;
    std::string_view target;
  };

  const Row rows[] = {{"triggered", "/incidents?limit=1&statuses%5B%5D=triggered"},
                      {json::array{"triggered", "acknowledged"},
                       "/incidents?limit=1&statuses%5B%5D=triggered&statuses%5B%5D=acknowledged"}};
  for (const Row& row : rows) {
    REQUIRE(instance.invoke("listIncidents", {{"limit", 1}, {"statuses", row.statuses}}).ok());
    CHECK(fixture.last_request(instance).at("target").as_string() == row.target);
  }
}

TEST_CASE("invoke: a change takes effect") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}));
  const Answer changed = instance.invoke(
      "updateIncident",
      {{"id", "QSANDBOXINC007"},
       {"incident", json::object{{"type", "incident_reference"}, {"status", "acknowledged"}}}});
  REQUIRE_MESSAGE(changed.ok(), changed.text);
  CHECK(instance.invoke("getIncident", {{"id", "QSANDBOXINC007"}}).json().at("incident").at("status") ==
        "acknowledged");
}

TEST_CASE("invoke: the input is checked before the call") {
  struct Row {
    std::string_view action;
    json::object input;
    std::string_view detail;
    std::string_view pointer;
  };

  const Row rows[] = {
      {"getIncident", {}, "pagerduty.getIncident: /id is missing", "/id"},
      {"listIncidents",
       {{"statusess", "triggered"}},
       "pagerduty.listIncidents: unknown member `statusess`; did you mean `statuses`?",
       "/statusess"},
      {"getIncident", {{"id", ".."}}, "", "/id"},
      {"createIncident",
       {{"from", "a@example.com"}},
       "pagerduty.createIncident: /incident is missing",
       "/incident"},
  };
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  for (const Row& row : rows) {
    CAPTURE(row.action);
    const Answer answer = instance.invoke(row.action, row.input);
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(answer.member("pointer") == row.pointer);
    CHECK((row.detail.empty() || answer.member("detail") == row.detail));
  }
  CHECK(fixture.log_text().find("/incidents") == std::string::npos);
}

TEST_CASE("invoke: what is no action says so") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  CHECK(instance.invoke("listIncident", {}).status == CALLOUT_E_UNKNOWN_ACTION);
}

TEST_CASE("invoke: without a session nothing is sent") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  const Answer answer = instance.invoke("listIncidents", {});
  CHECK(answer.status == CALLOUT_E_UNAUTHENTICATED);
  CHECK(answer.member("hint").find("Add auth of kind") == 0);
  CHECK(fixture.log_text().empty());
}

TEST_CASE("invoke: the log names the exchange, but neither token nor query") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  const Answer session = instance.authenticate("oauth2_client_credentials", fixture.credentials());
  REQUIRE(session.ok());
  REQUIRE(instance.invoke("listUsers", {{"query", "someone@example.com"}}).ok());
  const std::string log = fixture.log_text();
  CHECK(log.find("/users") != std::string::npos);
  CHECK(log.find("someone") == std::string::npos);
  CHECK(log.find(session.json().at("session").at("access_token").as_string().c_str()) == std::string::npos);
  CHECK(log.find(fixture.ready("client_secret")) == std::string::npos);
}

} // namespace callout::pagerduty::test
