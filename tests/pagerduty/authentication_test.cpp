#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

constexpr std::string_view oauth = "oauth2_client_credentials";

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("oauth2_client_credentials: yields a session, its lifetime, its account and its scopes") {
  PluginFixture fixture;
  for (const std::string_view way : {"request_body", "basic"}) {
    CAPTURE(way);
    InstanceUnderTest instance = fixture.create(fixture.config());
    const Answer answer =
        instance.authenticate(oauth,
                              with(fixture.credentials("as_account-us.sandbox incidents.read"),
                                   {{"client_authentication", way}, {"grant_type", "client_credentials"}}));
    REQUIRE_MESSAGE(answer.ok(), answer.text);
    const json::value session = answer.json();
    CHECK(session.at("expires_in_ms") == 86'400'000);
    CHECK(session.at("identity").at("label") == "account sandbox (us)");
    CHECK(session.at("scopes").at("granted") == json::array{"as_account-us.sandbox", "incidents.read"});
    CHECK(session.at("scopes").at("missing") == json::array());
    CHECK(instance.invoke("listIncidents", {{"limit", 1}}).ok());
  }
}

TEST_CASE("oauth2_client_credentials: a scope that the app does not hold is named as missing") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  const Answer answer = instance.authenticate(
      oauth, fixture.credentials("as_account-us.sandbox incidents.read audit_records.read"));
  REQUIRE_MESSAGE(answer.ok(), answer.text);
  CHECK(answer.json().at("scopes").at("missing") == json::array{"audit_records.read"});
}

TEST_CASE("oauth2_client_credentials: credentials are checked before anything is sent") {
  struct Row {
    std::string_view name;
    json::object changes;
    std::string_view detail;
  };

  const Row rows[] = {
      {"no account", {{"scope", "incidents.read"}}, "does not say which account the app acts for"},
      {"empty scope", {{"scope", ""}}, "`scope` is empty"},
      {"other region",
       {{"scope", "as_account-eu.sandbox incidents.read"}},
       "names an account of region eu, but the connection's region is us"},
      {"unknown member", {{"clientid", "x"}}, "did you mean `client_id`?"},
      {"other grant", {{"grant_type", "password"}}, "`grant_type` must be `client_credentials`"},
      {"other way", {{"client_authentication", "header"}}, "`request_body` or `basic`"},
      {"secret of another type", {{"client_secret", 5}}, "`client_secret` is not a string"},
      {"http token endpoint", {{"token_url", "http://identity.example.com/"}}, "is not https"},
  };
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(with(fixture.config(), {{"region", "us"}}));
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Answer answer = instance.authenticate(oauth, with(fixture.credentials(), row.changes));
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CAPTURE(answer.text);
    CHECK(holds(answer.text, row.detail));
  }
  CHECK(!holds(fixture.log_text(), "/oauth/token"));
}

TEST_CASE("oauth2_client_credentials: client_id, client_secret and scope are required") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  for (const std::string_view name : {"client_id", "client_secret", "scope"}) {
    CAPTURE(name);
    json::object credentials = fixture.credentials();
    credentials.erase(name);
    const Answer answer = instance.authenticate(oauth, credentials);
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(holds(answer.text, "`" + std::string(name) + "` is missing"));
  }
}

TEST_CASE("oauth2_client_credentials: what the token endpoint answers instead of a token") {
  struct Row {
    std::string_view name;
    json::object fault;
    callout_status status;
    std::string_view detail;
  };

  const Row rows[] = {
      {"400 invalid_scope",
       {{"status", 400}, {"body", json::object{{"error", "invalid_scope"}}}},
       CALLOUT_E_INVALID_ARGUMENT,
       "invalid_scope"},
      {"401 invalid_client",
       {{"status", 401}, {"body", json::object{{"error", "invalid_client"}}}},
       CALLOUT_E_UNAUTHENTICATED,
       "invalid_client"},
      {"HTML",
       {{"status", 200}, {"body", "<html>hello</html>"}},
       CALLOUT_E_UNAVAILABLE,
       "where a token in JSON was expected"},
      {"nothing", {{"status", 200}, {"body", ""}}, CALLOUT_E_UNAVAILABLE, "with an empty body"},
      {"no token",
       {{"status", 200}, {"body", json::object{{"scope", "x"}}}},
       CALLOUT_E_UNAVAILABLE,
       "access_token"},
      {"429", {{"status", 429}, {"body", ""}}, CALLOUT_E_RATE_LIMITED, "429"},
      {"503", {{"status", 503}, {"body", "<html/>"}}, CALLOUT_E_UNAVAILABLE, "503"},
      {"the connection ends", {{"drop", "before"}, {"count", 9}}, CALLOUT_E_UNAVAILABLE, "no token"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    PluginFixture fixture;
    fixture.fault(with(row.fault, {{"path", "/oauth/token"}}));
    InstanceUnderTest instance = fixture.create(fixture.config());
    const Answer answer = instance.authenticate(oauth, fixture.credentials());
    CHECK(answer.status == row.status);
    CAPTURE(answer.text);
    CHECK(holds(answer.text, row.detail));
    CHECK(!holds(answer.text, fixture.ready("client_secret")));
  }
}

TEST_CASE("oauth2_client_credentials: a wrong secret is refused by the endpoint and never shown") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  const Answer answer =
      instance.authenticate(oauth, with(fixture.credentials(), {{"client_secret", "wrong-hunter2"}}));
  CHECK(answer.status == CALLOUT_E_UNAUTHENTICATED);
  CHECK(!holds(answer.text, "hunter2"));
  CHECK(!holds(fixture.log_text(), "hunter2"));
}

TEST_CASE("oauth2_client_credentials: a server that is not trusted or not there is unavailable") {
  PluginFixture fixture;
  json::object untrusted = fixture.config();
  untrusted.erase("ca_file");
  CHECK(holds(fixture.create(untrusted).authenticate(oauth, fixture.credentials()).text, "certificate"));

  InstanceUnderTest unreadable = fixture.create(with(fixture.config(), {{"ca_file", "/no/such/ca.pem"}}));
  const Answer no_file = unreadable.authenticate(oauth, fixture.credentials());
  CHECK(no_file.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(holds(no_file.text, "/no/such/ca.pem"));

  // Port 1 of the loopback address: nothing listens there.
  InstanceUnderTest refused = fixture.create(with(fixture.config(), {{"token_url", "https://127.0.0.1:1/"}}));
  const Answer answer = refused.authenticate(oauth, fixture.credentials());
  CHECK(answer.status == CALLOUT_E_UNAVAILABLE);
  CAPTURE(answer.text);
  CHECK(holds(answer.text, "connecting to 127.0.0.1 port 1 failed: Connection refused"));
}

TEST_CASE("api_token: works without the token endpoint, and a wrong one ends in a 401 with advice") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  const Answer session = instance.authenticate("api_token", {{"token", fixture.ready("api_token")}});
  REQUIRE(session.ok());
  CHECK(session.json().at("identity").at("label") == "REST API key");
  CHECK(instance.invoke("listUsers", {{"limit", 1}}).ok());
  CHECK(!holds(fixture.log_text(), fixture.ready("api_token")));

  REQUIRE(instance.authenticate("api_token", {{"token", "not-the-key"}}).ok());
  const Answer refused = instance.invoke("listUsers", {{"limit", 1}});
  CHECK(refused.status == CALLOUT_E_UNAUTHENTICATED);
  CHECK(holds(refused.member("hint"), "The token is wrong, expired or revoked"));
  CHECK(!holds(refused.text, "not-the-key"));
}

TEST_CASE("authenticate: another kind is refused with the kinds that there are") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  const Answer answer = instance.authenticate("basic", {});
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.member("hint") == "Use one of: oauth2_client_credentials, api_token");
}

} // namespace callout::pagerduty::test
