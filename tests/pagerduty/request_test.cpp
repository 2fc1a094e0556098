#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {

TEST_CASE("request: calls what the catalog lacks, with the connection's headers") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}));
  const Answer users =
      instance.invoke("request", {{"path", "/users"}, {"query", json::object{{"limit", 2}}}});
  REQUIRE_MESSAGE(users.ok(), users.text);
  CHECK(users.json().at("users").as_array().size() == 2);
  const json::object seen = fixture.last_request(instance);
  CHECK(seen.at("target") == "/users?limit=2");
  CHECK(seen.at("headers").at("accept") == "application/vnd.pagerduty+json;version=2");
  CHECK(seen.at("headers").at("from").as_string() == fixture.ready("from"));
}

TEST_CASE("request: writes, and the input's headers win over the connection's") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", "nobody@example.com"}}));
  const Answer noted =
      instance.invoke("request",
                      {{"method", "POST"},
                       {"path", "/incidents/QSANDBOXINC007/notes"},
                       {"headers", json::object{{"from", fixture.ready("from")}}},
                       {"body", json::object{{"note", json::object{{"content", "By hand."}}}}}});
  REQUIRE_MESSAGE(noted.ok(), noted.text);
  CHECK(noted.json().at("note").at("content") == "By hand.");
  CHECK(fixture.last_request(instance).at("headers").at("content-type") == "application/json");
}

TEST_CASE("request: stays below the base URL and leaves credentials alone") {
  struct Row {
    json::object input;
    std::string_view pointer;
  };

  const Row rows[] = {
      {{}, "/path"},
      {{{"path", "https://evil.example.com/"}}, "/path"},
      {{{"path", "//evil.example.com/"}}, "/path"},
      {{{"path", "/../oauth/token"}}, "/path"},
      {{{"path", "/users?limit=1"}}, "/path"},
      {{{"path", "/users"}, {"headers", json::object{{"Authorization", "x"}}}}, "/headers/Authorization"},
      {{{"path", "/users"}, {"verb", "GET"}}, "/verb"}};
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  for (const Row& row : rows) {
    CAPTURE(row.pointer);
    const Answer answer = instance.invoke("request", row.input);
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(answer.member("pointer") == row.pointer);
    CHECK(answer.member("detail").find("pagerduty.request: ") == 0);
  }
}

TEST_CASE("request: a refusal is explained as that of any action") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(fixture.config(), "as_account-us.sandbox incidents.read");
  const Answer denied = instance.invoke("request", {{"path", "/services"}});
  CHECK(denied.status == CALLOUT_E_PERMISSION_DENIED);
  CHECK(denied.json().at("required_scopes") == json::array{"services.read"});
  const Answer expected =
      instance.invoke("request", {{"path", "/incidents/QNONE"}, {"expect", json::array{404}}});
  REQUIRE(expected.ok());
  CHECK(expected.json().at("error").at("code") == 2100);
}

} // namespace callout::pagerduty::test
