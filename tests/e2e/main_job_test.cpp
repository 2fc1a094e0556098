// What an SRE does with it: test the connection, call actions, run the triage workflow.
#include <algorithm>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "scene.hpp"

namespace {

namespace json = boost::json;
using namespace callout::testing;

std::string triage() {
  return CALLOUT_EXAMPLES "/triage.yaml";
}

const json::array& incidents(const json::value& listing) {
  return listing.at("incidents").as_array();
}

} // namespace

SCENARIO("the connection is tested") {
  const Scene scene;
  const ProcessResult result = scene.callout({"test", "pagerduty", "--json"});
  CAPTURE(result.error);
  REQUIRE(result.status == 0);
  const json::value report = json::parse(result.output);
  CHECK(report.at("granted") ==
        json::parse(R"(["as_account-us.sandbox","incidents.read","incidents.write"])"));
  CHECK(report.at("missing") == json::array());
  CHECK(report.at("action") == "listIncidents");
}

SCENARIO("a scope that the app does not hold is named") {
  const Scene scene({"--app-scopes", "incidents.read"});
  const ProcessResult result = scene.callout({"test", "pagerduty", "--json"});
  CAPTURE(result.error);
  REQUIRE(result.status == 0);
  CHECK(json::parse(result.output).at("missing") == json::parse(R"(["incidents.write"])"));
  const ProcessResult text = scene.callout({"test", "pagerduty"});
  CHECK(text.output.find("incidents.write") != std::string::npos);
}

SCENARIO("actions take their input as key=value, as JSON, from a file and from standard input") {
  const Scene scene;
  const std::filesystem::path file = scene.workspace.write("input.json", R"({"statuses":["triggered"]})");
  const std::vector<std::vector<std::string>> ways = {
      {"invoke", "pagerduty.listIncidents", "statuses=triggered"},
      {"invoke", "pagerduty.listIncidents", "--input", R"({"statuses":["triggered"]})"},
      {"invoke", "pagerduty.listIncidents", "--input", "@" + file.string()},
      {"invoke", "pagerduty.listIncidents", "--input", "-"},
  };
  for (const auto& way : ways) {
    CAPTURE(way.back());
    const ProcessResult result = scene.callout(way, R"({"statuses":["triggered"]})");
    CAPTURE(result.error);
    REQUIRE(result.status == 0);
    const json::value listing = json::parse(result.output);
    REQUIRE_FALSE(incidents(listing).empty());
    CHECK(std::all_of(incidents(listing).begin(), incidents(listing).end(), [](const json::value& incident) {
      return incident.at("status") == "triggered";
    }));
  }
}

SCENARIO("the triage workflow notes and acknowledges every triggered incident but the one that refuses") {
  const Scene scene;
  const std::string locked = scene.sandbox.fact("locked_incident");
  const std::size_t before =
      incidents(scene.invoke({"pagerduty.listIncidents", "statuses=triggered", "urgencies=high"})).size();
  REQUIRE(before > 1);

  const ProcessResult result = scene.callout({"run", triage()});
  CAPTURE(result.error);
  REQUIRE(result.status == 0);
  const json::value report = json::parse(result.output);
  CHECK(report.at("acknowledged").as_array().size() == before - 1);
  REQUIRE(report.at("failed").as_array().size() == 1);
  CHECK_FALSE(report.at("failed").at(0).at("reason").as_string().empty());

  const json::value after = scene.invoke({"pagerduty.listIncidents", "statuses=triggered", "urgencies=high"});
  REQUIRE(incidents(after).size() == 1);
  CHECK(incidents(after)[0].at("id").as_string() == locked);

  const json::value notes = scene.invoke({"pagerduty.listIncidentNotes", "id=QSANDBOXINC008"});
  CHECK_FALSE(notes.at("notes").as_array().empty());
}

SCENARIO("an action with an empty answer yields null") {
  const Scene scene;
  const ProcessResult result =
      scene.callout({"invoke", "sandbox.request", "method=DELETE", "path=/sandbox/faults"});
  CAPTURE(result.error);
  CHECK(result.status == 0);
  CHECK((result.output == "null\n" || json::parse(result.output).is_object()));
}

SCENARIO("plugins, actions and connections are listed") {
  const Scene scene;

  struct Row {
    std::vector<std::string> arguments;
    std::string_view expected;
  };

  const Row rows[] = {
      {{"plugins"}, "pagerduty"},
      {{"plugins", "--json"}, "\"actions\""},
      {{"connections"}, "The offline PagerDuty"},
      {{"actions", "pagerduty"}, "createIncidentNote"},
      {{"actions", "pagerduty", "createIncident"}, "incident"},
      {{"actions", "pagerduty", "listIncidents", "--json"}, "\"input_schema\""},
      {{"validate", triage()}, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.arguments.back());
    const ProcessResult result = scene.callout(row.arguments);
    CAPTURE(result.error);
    CHECK(result.status == 0);
    CHECK(result.output.find(row.expected) != std::string::npos);
  }
}

SCENARIO("an API token works in place of OAuth") {
  const Scene scene;
  const std::string config = "connections:\n  pagerduty:\n    plugin: pagerduty\n    config: { base_url: \"" +
                             scene.sandbox.fact("base_url") + "\", ca_file: \"" +
                             scene.sandbox.fact("ca_file") +
                             "\" }\n    auth: { kind: api_token, token: { file: token } }\n";
  (void)scene.workspace.write("token", scene.sandbox.fact("api_token") + "\n");
  (void)scene.workspace.write("callout.yaml", config);
  CHECK_FALSE(incidents(scene.invoke({"pagerduty.listIncidents"})).empty());
}

SCENARIO("a host in plain C loads the connector, authenticates and invokes") {
  const SandboxProcess sandbox;
  const std::string config =
      R"({"base_url":")" + sandbox.fact("base_url") + R"(","ca_file":")" + sandbox.fact("ca_file") + R"("})";
  const std::string credentials = R"({"client_id":")" + sandbox.fact("client_id") + R"(","client_secret":")" +
                                  sandbox.fact("client_secret") +
                                  R"(","scope":"as_account-us.sandbox incidents.read","token_url":")" +
                                  sandbox.fact("token_url") + R"("})";
  const ProcessResult result = run_process({.program = CALLOUT_MINI_HOST,
                                            .arguments = {CALLOUT_PAGERDUTY_PLUGIN,
                                                          config,
                                                          "listIncidents",
                                                          R"({"statuses":["triggered"]})",
                                                          "oauth2_client_credentials"},
                                            .environment = {},
                                            .input = credentials,
                                            .directory = {}});
  CAPTURE(result.error);
  REQUIRE(result.status == 0);
  CHECK_FALSE(incidents(json::parse(result.output)).empty());
}
