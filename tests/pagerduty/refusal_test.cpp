#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {

TEST_CASE("refusal: each status becomes a problem with PagerDuty's code and advice") {
  struct Row {
    std::string_view name;
    json::object fault;
    callout_status status;
    std::string_view code;
    std::string_view hint;
  };

  const auto error = [](int code, std::string_view message) {
    return json::object{{"error", json::object{{"message", message}, {"code", code}}}};
  };
  const Row rows[] = {
      {"400",
       {{"status", 400}, {"body", error(2001, "Invalid Input Provided")}},
       CALLOUT_E_INVALID_ARGUMENT,
       "pagerduty.2001",
       ""},
      {"401",
       {{"status", 401}, {"body", error(2006, "Unauthorized")}},
       CALLOUT_E_UNAUTHENTICATED,
       "pagerduty.2006",
       "The token is wrong"},
      {"404",
       {{"status", 404}, {"body", error(2100, "Not Found")}},
       CALLOUT_E_NOT_FOUND,
       "pagerduty.2100",
       ""},
      {"429 without body",
       {{"status", 429}, {"body", ""}},
       CALLOUT_E_RATE_LIMITED,
       "",
       "PagerDuty allows 960 requests a minute"},
      {"500 of a gateway", {{"status", 500}, {"body", "<html/>"}}, CALLOUT_E_UNAVAILABLE, "", ""},
      {"503", {{"status", 503}, {"body", error(1, "busy")}}, CALLOUT_E_UNAVAILABLE, "pagerduty.1", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    PluginFixture fixture;
    InstanceUnderTest instance = fixture.connect();
    fixture.fault(with(row.fault, {{"path", "/incidents"}}));
    const Answer answer = instance.invoke("listIncidents", {});
    CAPTURE(answer.text);
    CHECK(answer.status == row.status);
    CHECK(answer.member("code") == row.code);
    CHECK(answer.member("hint").find(row.hint) == 0);
    CHECK(answer.member("status") == std::string(row.name.substr(0, 3)));
  }
}

TEST_CASE("refusal: a page of something in between is no success, whatever its status") {
  struct Row {
    std::string_view action;
    json::object input;
    callout_status status;
  };

  const json::object note{{"id", "QSANDBOXINC007"}, {"note", json::object{{"content", "x"}}}};
  const Row rows[] = {
      {"listIncidents", {}, CALLOUT_E_UNAVAILABLE},
      {"listIncidents", {{"page", json::object()}}, CALLOUT_E_UNAVAILABLE},
      {"request", {{"path", "/incidents"}}, CALLOUT_E_UNAVAILABLE},
      {"createIncidentNote", note, CALLOUT_E_OUTCOME_UNKNOWN},
  };
  for (const Row& row : rows) {
    CAPTURE(row.action);
    PluginFixture fixture;
    InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", "ada@sandbox.example"}}));
    fixture.fault({{"path", "/incidents"},
                   {"status", 200},
                   {"body", "<html>sign in</html>"},
                   {"headers", json::object{{"Content-Type", "text/html"}}}});
    const Answer answer = instance.invoke(row.action, row.input);
    CAPTURE(answer.text);
    CHECK(answer.status == row.status);
    CHECK(answer.member("detail").find("an HTML page instead of JSON") != std::string::npos);
  }
}

TEST_CASE("refusal: a 429 says how long to wait") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  fixture.fault(
      {{"path", "/incidents"}, {"status", 429}, {"headers", json::object{{"ratelimit-reset", "7"}}}});
  const Answer answer = instance.invoke("listIncidents", {});
  CHECK(answer.status == CALLOUT_E_RATE_LIMITED);
  CHECK(answer.member("retryable") == "true");
  CHECK(answer.member("retry_after_ms") == "7000");
}

TEST_CASE("refusal: an action whose scope was not granted names the scope") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(fixture.config(), "as_account-us.sandbox incidents.read");
  const Answer answer = instance.invoke("listServices", {{"limit", 1}});
  CHECK(answer.status == CALLOUT_E_PERMISSION_DENIED);
  CHECK(answer.json().at("required_scopes") == json::array{"services.read"});
  CHECK(answer.member("hint").find("Missing scope: services.read. Grant it to the app in PagerDuty") == 0);
}

TEST_CASE("refusal: a revoked token answers UNAUTHENTICATED, and a new session works again") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  REQUIRE(instance.invoke("request", {{"method", "POST"}, {"path", "/sandbox/revoke-tokens"}}).ok());
  CHECK(instance.invoke("listIncidents", {{"limit", 1}}).status == CALLOUT_E_UNAUTHENTICATED);
  REQUIRE(instance.authenticate("oauth2_client_credentials", fixture.credentials()).ok());
  CHECK(instance.invoke("listIncidents", {{"limit", 1}}).ok());
}

TEST_CASE("refusal: a write that a gateway failed has an unknown outcome, a read may be repeated") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}));
  fixture.fault({{"path", "/incidents"}, {"status", 502}, {"count", 2}});
  CHECK(instance.invoke("listIncidents", {}).status == CALLOUT_E_UNAVAILABLE);
  const json::object note{{"id", "QSANDBOXINC007"}, {"note", json::object{{"content", "x"}}}};
  CHECK(instance.invoke("createIncidentNote", note).status == CALLOUT_E_OUTCOME_UNKNOWN);
}

TEST_CASE("refusal: a deadline ends a call that gets no answer") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  fixture.fault({{"path", "/incidents"}, {"delay_ms", 20000}});
  const auto begin = std::chrono::steady_clock::now();
  const Answer answer =
      instance.invoke("listIncidents", {}, {.deadline = begin + std::chrono::milliseconds(200), .stop = {}});
  CHECK(answer.status == CALLOUT_E_DEADLINE);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(15));
}

} // namespace callout::pagerduty::test
