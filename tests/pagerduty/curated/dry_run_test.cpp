#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "curated_fixture.hpp"
#include "dry_run.hpp"

namespace callout::pagerduty::test {
namespace {

constexpr std::string_view bodies =
    R"({"routing_key":"0123","payload":{"summary":"it's"},"list":[{"client_secret":"x"}]})";

// Everything that the sandbox was asked to change.
json::object effects(InstanceUnderTest& instance) {
  return done(instance, "request", {{"path", "/sandbox/state"}}).at("effects").as_object();
}

} // namespace

TEST_CASE("shown_request: the credential and secret members are not in it") {
  const rest::HttpRequest request{
      .method = rest::Method::post,
      .target = "/v2/enqueue?a=b",
      .headers = {{"Authorization", "Bearer abc.def"}, {"From", "o'hara@example.com"}},
      .body = std::string(bodies)};
  const json::object shown = shown_request(request, {.host = "events.example.com"}, "/etc/my ca.pem");
  CHECK(shown.at("method") == "POST");
  CHECK(shown.at("url") == "https://events.example.com/v2/enqueue?a=b");
  CHECK(shown.at("headers") == json::object{{"Authorization", "Bearer ***"}, {"From", "o'hara@example.com"}});
  CHECK(
      shown.at("body") ==
      json::parse(R"({"routing_key":"***","payload":{"summary":"it's"},"list":[{"client_secret":"***"}]})"));
  CHECK(
      shown.at("curl") ==
      R"(curl -X POST --cacert '/etc/my ca.pem' 'https://events.example.com/v2/enqueue?a=b')"
      R"( -H "Authorization: Bearer $PAGERDUTY_TOKEN" -H 'From: o'\''hara@example.com')"
      R"( --data-raw '{"routing_key":"***","payload":{"summary":"it'\''s"},"list":[{"client_secret":"***"}]}')");
}

TEST_CASE("shown_request: an API key keeps its scheme, and a body that is no JSON is shown as it is") {
  const rest::HttpRequest request{
      .method = rest::Method::put, .headers = {{"Authorization", "Token token=abcdef"}}, .body = "a,b\n"};
  const json::object shown = shown_request(request, {.host = "h"}, "");
  CHECK(shown.at("headers").at("Authorization") == "Token token=***");
  CHECK(shown.at("body") == "a,b\n");
  CHECK(shown.at("curl") ==
        "curl -X PUT 'https://h/' -H \"Authorization: Token token=$PAGERDUTY_TOKEN\" --data-raw 'a,b\n'");
}

TEST_CASE("shown_request: curl asks for a head as it must, or it would wait for a body") {
  const json::object shown = shown_request({.method = rest::Method::head}, {.host = "h"}, "");
  CHECK(shown.at("method") == "HEAD");
  CHECK(shown.at("curl") == "curl --head 'https://h/'");
}

TEST_CASE("shown_request: no part of a credential is shown, whatever it is made of") {
  struct Row {
    std::string_view authorization;
    std::string_view body;
    std::string_view headers_show;
    std::string_view body_shows;
  };

  const Row rows[] = {
      {"Bearer hush==", R"({"integration_key":"hush"})", "Bearer ***", R"({"integration_key":"***"})"},
      {"Bearer ab=hush", R"({"tokens":["hush"]})", "Bearer ***", R"({"tokens":"***"})"},
      {"Token token=a=hush", R"({"passphrase":"hush"})", "Token token=***", R"({"passphrase":"***"})"},
      {"hush",
       R"({"custom_headers":[{"name":"X-Auth","value":"hush"}],"incident_key":"k"})",
       "***",
       R"({"custom_headers":[{"name":"X-Auth","value":"***"}],"incident_key":"k"})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.authorization);
    const rest::HttpRequest request{.method = rest::Method::post,
                                    .headers = {{"Authorization", std::string(row.authorization)}},
                                    .body = std::string(row.body)};
    const json::object shown = shown_request(request, {.host = "h"}, "");
    CHECK(shown.at("headers").at("Authorization").as_string() == row.headers_show);
    CHECK(shown.at("body") == json::parse(json::string_view(row.body_shows)));
    CHECK(json::serialize(shown).find("hush") == std::string::npos);
  }
}

TEST_CASE("shown_request: secret members are hidden however deep the body is") {
  std::string body = R"({"routing_key":"hush","deep":)";
  body.append(std::string(60, '[')).append(R"({"password":"hush"})").append(std::string(60, ']')).append("}");
  const rest::HttpRequest request{.method = rest::Method::post, .body = body};
  const json::object shown = shown_request(request, {.host = "h"}, "");
  CHECK(shown.at("body").is_object());
  CHECK(json::serialize(shown).find("hush") == std::string::npos);
}

TEST_CASE("dry run: an operation that writes shows its request and sends nothing") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::object note{{"id", "QSANDBOXINC007"}, {"note", json::object{{"content", "Seen."}}}};
  const json::value answer = done(instance, "createIncidentNote", with(note, {{"dry_run", true}}));
  CHECK(answer.at("dry_run") == true);
  const json::value& request = answer.at("requests").at(0);
  CHECK(request.at("method") == "POST");
  CHECK(request.at("url").as_string() == fixture.ready("base_url") + "/incidents/QSANDBOXINC007/notes");
  CHECK(request.at("headers").at("Authorization") == "Bearer ***");
  CHECK(request.at("body") == json::object{{"note", json::object{{"content", "Seen."}}}});
  CHECK(effects(instance).empty());
  CHECK(
      done(instance, "createIncidentNote", with(note, {{"dry_run", false}})).at("note").at("id").is_string());
}

TEST_CASE("dry run: the host's flag is the same, and reads are sent") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  instance.use_flags(CALLOUT_REQ_DRY_RUN);
  CHECK(done(instance, "deleteMaintenanceWindow", {{"id", "PNONE01"}}).at("dry_run") == true);
  CHECK(done(instance, "getIncident", {{"id", "QSANDBOXINC007"}}).at("incident").is_object());
  CHECK(done(instance, "request", {{"path", "/users"}}).at("users").is_array());
  const json::object post{
      {"method", "POST"}, {"path", "/incidents/QSANDBOXINC007/notes"}, {"body", json::object{}}};
  CHECK(done(instance, "request", post).at("requests").at(0).at("method") == "POST");
  CHECK(effects(instance).empty());
}

TEST_CASE("dry run: a curated action reads, and shows the writes it would do") {
  struct Row {
    std::string_view action;
    json::object input;
    std::string_view operation;
  };

  const Row rows[] = {
      {"incident.note", {{"incident", "#1007"}, {"note", "Seen."}}, "createIncidentNote"},
      {"incident.create", {{"service", "Search"}, {"title", "x"}}, "createIncident"},
      {"event.trigger", {{"service", "Search"}, {"summary", "x"}}, "createV2Event"},
      {"event.change", {{"service", "Search"}, {"summary", "x"}}, "createChangeEvent"},
      {"maintenance.start", {{"services", "Search"}, {"duration", "1h"}}, "createMaintenanceWindow"},
      {"oncall.override",
       {{"schedule", "Platform primary"}, {"user", "automation@example.com"}, {"duration", "1h"}},
       "createScheduleOverride"},
      {"webhook.ensure",
       {{"url", "https://hooks.example.com/"}, {"events", json::array{"incident.triggered"}}},
       "createWebhookSubscription"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect(
      with(fixture.config(), {{"from", fixture.ready("from")}, {"events_url", fixture.ready("base_url")}}));
  for (const Row& row : rows) {
    CAPTURE(row.action);
    const json::value answer = done(instance, row.action, with(row.input, {{"dry_run", true}}));
    CHECK(answer.at("dry_run") == true);
    REQUIRE(answer.at("requests").as_array().size() == 1);
    CHECK(answer.at("requests").at(0).at("operation") == json::value(row.operation));
    CHECK(json::serialize(answer).find("5a4db0c0") == std::string::npos); // the integration's key
  }
  CHECK(effects(instance).empty());
}

TEST_CASE("dry run: of what is so already shows no request but the result") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value answer =
      done(instance, "incident.resolve", {{"incident", "QSANDBOXINC001"}, {"dry_run", true}});
  CHECK(answer.at("requests").as_array().empty());
  CHECK(answer.at("result").is_object());
}

TEST_CASE("dry run: wrong inputs are refused as without it") {
  struct Row {
    std::string_view action;
    json::object input;
    std::string_view pointer;
  };

  const Row rows[] = {
      {"createIncidentNote", {{"id", "Q1"}, {"dry_run", "yes"}}, "/dry_run"},
      {"createIncidentNote", {{"id", "Q1"}, {"dry_run", true}}, "/note"},
      {"incident.note", {{"incident", 1}, {"note", "x"}, {"dry_run", 1}}, "/dry_run"},
      {"incident.note", {{"incident", 1}, {"dry_run", true}}, "/note"},
      {"getIncident", {{"id", "Q1"}, {"dry_run", true}}, "/dry_run"},
      {"incident.timeline", {{"incident", 1}, {"dry_run", true}}, "/dry_run"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const Answer answer = instance.invoke(row.action, row.input);
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(answer.member("pointer") == row.pointer);
  }
}

TEST_CASE("dry run: the member is in the schema of every action that writes, and of no other") {
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  for (const std::string_view action : {"createIncident",
                                        "deleteUser",
                                        "request",
                                        "incident.note",
                                        "event.trigger",
                                        "listUsers",
                                        "oncall.now"}) {
    CAPTURE(action);
    const json::value described = plugin.describe(action).json();
    const bool writes = described.at("risk") != "read";
    CHECK(described.at("input_schema").at("properties").as_object().contains("dry_run") == writes);
  }
}

} // namespace callout::pagerduty::test
