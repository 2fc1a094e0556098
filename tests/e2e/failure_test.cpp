// Bad input and bad weather: each has its own message and exit status.
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "scene.hpp"

namespace {

namespace json = boost::json;
using namespace callout::testing;

struct Expectation {
  int status;
  std::string_view text; // somewhere on stderr
};

void check(const ProcessResult& result, const Expectation& expected) {
  CAPTURE(result.error);
  CHECK(result.status == expected.status);
  CHECK(result.error.find(expected.text) != std::string::npos);
  CHECK_FALSE(result.timed_out);
}

} // namespace

SCENARIO("wrong commands say what is wrong") {
  const Scene scene;

  struct Row {
    std::vector<std::string> arguments;
    Expectation expected;
  };

  const Row rows[] = {
      {{"invoke", "pagerdutty.listIncidents"}, {2, "pagerduty"}},
      {{"invoke", "pagerduty.listIncident"}, {2, "listIncidents"}},
      {{"invoke", "pagerduty.getIncident"}, {2, "id"}},
      {{"invoke", "pagerduty.listIncidents", "statusses=triggered"}, {2, "statuses"}},
      {{"invoke", "pagerduty.listIncidents", "--input", "{"}, {2, "JSON"}},
      {{"invoke", "pagerduty.listIncidents", "--input", "@absent.json"}, {2, "absent.json"}},
      {{"run", "absent.yaml"}, {2, "absent.yaml"}},
      {{"test", "absent"}, {2, "absent"}},
      {{"actions", "absent"}, {2, "absent"}},
      {{"actions", "pagerduty", "listIncidentz"}, {2, "listIncidents"}},
      {{"frobnicate"}, {2, "frobnicate"}},
      {{"invoke", "pagerduty.listIncidents", "--timeout", "soon"}, {2, "timeout"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.arguments.back());
    check(scene.callout(row.arguments), row.expected);
  }
}

SCENARIO("wrong connection files say what is wrong and where") {
  const Scene scene;

  struct Row {
    std::string_view text;
    std::string_view replacement;
    Expectation expected;
  };

  const std::string base_url = "base_url: \"" + scene.sandbox.fact("base_url") + "\"";
  const std::string ca_file = "ca_file: \"" + scene.sandbox.fact("ca_file") + "\"";
  const std::string own_ca = "ca_file: \"" + scene.workspace.write("empty.pem", "").string() + "\"";
  const Row rows[] = {
      {"plugin: pagerduty", "plugin: pagerdooty", {2, "pagerdooty"}},
      {"description: ", "descripton: ", {2, "description"}},
      {"connections:\n", "connections:\n  - [\n", {2, "callout.yaml:"}},
      {"{ env: CALLOUT_TEST_CLIENT_SECRET }", "{ env: CALLOUT_TEST_NOTHING }", {2, "CALLOUT_TEST_NOTHING"}},
      {"{ env: CALLOUT_TEST_CLIENT_SECRET }", "{ file: absent.secret }", {2, "absent.secret"}},
      {"kind: oauth2_client_credentials", "kind: oauth3", {2, "oauth2_client_credentials"}},
      {"scope: as_account-us.sandbox incidents.read", "scope: incidents.read", {2, "as_account-"}},
      {base_url, "base_url: \"http://example.com\"", {2, "https"}},
      {base_url, "base_url: \"https://127.0.0.1:1\"", {1, "127.0.0.1"}},
      {ca_file, own_ca, {2, "ca_file"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.replacement);
    (void)scene.workspace.write("callout.yaml", scene.config_with(row.text, row.replacement));
    check(scene.callout({"invoke", "pagerduty.listIncidents"}), row.expected);
  }
}

SCENARIO("without a connection file there is nothing to invoke") {
  const Workspace workspace;
  const ProcessSpec spec{.program = CALLOUT_PROGRAM,
                         .arguments = {"invoke", "pagerduty.listIncidents", "--plugin-dir", CALLOUT_PLUGINS},
                         .environment = {{"HOME", workspace.path().string()},
                                         {"XDG_CONFIG_HOME", std::nullopt},
                                         {"CALLOUT_CONFIG", std::nullopt}},
                         .input = {},
                         .directory = workspace.path()};
  check(run_process(spec), {2, "callout.yaml"});
}

SCENARIO("a certificate that the connection does not trust is refused") {
  const Scene scene;
  const SandboxProcess other;
  (void)scene.workspace.write("callout.yaml",
                              scene.config_with(scene.sandbox.fact("ca_file"), other.fact("ca_file")));
  const ProcessResult result = scene.callout({"invoke", "pagerduty.listIncidents"});
  check(result, {1, "certificate"});
  CHECK(json::serialize(problem_of(result)).find("ca_file") != std::string::npos);
}

SCENARIO("a token endpoint that misbehaves is told as such") {
  struct Row {
    std::string_view fault;
    std::string_view text;
  };

  const Row rows[] = {
      {R"({"status":400,"body":"{\"error\":\"invalid_scope\"}"})", "scope"},
      {R"({"status":401,"body":"{\"error\":\"invalid_client\"}"})", "client"},
      {R"({"status":200,"body":"<html>down</html>","headers":{"content-type":"text/html"}})", "text/html"},
      {R"({"status":200,"body":""})", "token"},
      {R"({"status":503,"body":"<html>down</html>","headers":{"content-type":"text/html"}})", "503"},
      {R"({"drop":"before"})", "127.0.0.1"},
  };
  const Scene scene;
  (void)scene.workspace.write(
      "callout.yaml",
      scene.config_with("      ca_file: ", "      retry: { max_attempts: 1 }\n      ca_file: "));
  for (const Row& row : rows) {
    CAPTURE(row.fault);
    std::string fault(row.fault);
    fault.insert(1, R"("method":"POST","path":"/oauth/token","count":1,)");
    scene.fault(fault);
    check(scene.callout({"invoke", "pagerduty.listIncidents"}), {1, row.text});
    CHECK(scene.callout({"invoke", "pagerduty.listIncidents"}).status == 0); // and the next call works
  }
}

SCENARIO("an answer that is no success is one problem object") {
  struct Row {
    std::string_view fault;
    std::string_view type;
    std::string_view text;
  };

  const Row rows[] = {
      {R"({"status":429,"headers":{"ratelimit-reset":"7"},"body":"{\"error\":{\"message\":\"Rate Limit Exceeded\",\"code\":2020}}"})",
       "rate-limited",
       "\"retry_after_ms\":7000"},
      {R"({"status":429,"body":""})", "rate-limited", "429"},
      {R"({"status":502,"body":"<html>bad</html>","headers":{"content-type":"text/html"}})",
       "unavailable",
       "502"},
      {R"({"drop":"mid_body"})", "unavailable", "detail"},
      {R"({"status":200,"body":"{"})", "unavailable", "JSON"},
  };
  const Scene scene;
  (void)scene.workspace.write(
      "callout.yaml",
      scene.config_with("      ca_file: ", "      retry: { max_attempts: 1 }\n      ca_file: "));
  for (const Row& row : rows) {
    CAPTURE(row.fault);
    std::string fault(row.fault);
    fault.insert(1, R"("method":"GET","path":"/incidents","count":1,)");
    scene.fault(fault);
    const ProcessResult result = scene.callout({"invoke", "pagerduty.listIncidents"});
    CHECK(result.status == 1);
    const json::object problem = problem_of(result);
    CHECK(problem.at("type").as_string() == "urn:callout:problem:" + std::string(row.type));
    CHECK(json::serialize(problem).find(row.text) != std::string::npos);
  }
}

SCENARIO("a write whose answer is lost has an unknown outcome and is sent once") {
  const Scene scene;
  scene.fault(
      R"({"method":"POST","path":"/incidents/QSANDBOXINC008/notes","count":1,"drop":"before","after_effect":true})");
  const ProcessResult result = scene.callout({"invoke",
                                              "pagerduty.createIncidentNote",
                                              "--input",
                                              R"({"id":"QSANDBOXINC008","note":{"content":"once"}})"});
  CHECK(result.status == 1);
  CHECK(problem_of(result).at("type").as_string() == "urn:callout:problem:outcome-unknown");
  const json::value notes = scene.invoke({"pagerduty.listIncidentNotes", "id=QSANDBOXINC008"});
  CHECK(notes.at("notes").as_array().size() == 1);
}

SCENARIO("workflow files that are wrong are refused with line and column before anything runs") {
  struct Row {
    std::string_view text;
    std::string_view expected;
  };

  const Row rows[] = {
      {"document: [", "bad.yaml:"},
      {"document:\n  dsl: '1.0.3'\n  namespace: a\n  name: b\n  version: '1.0.0'\ndo:\n  - x:\n      fork: "
       "{}\n",
       "bad.yaml:8:"},
      {"document:\n  dsl: '1.0.3'\n  namespace: a\n  name: b\n  version: '1.0.0'\ndo:\n  - x:\n      call: "
       "pagerduty.listIncident\n",
       "listIncidents"},
      {"document:\n  dsl: '1.0.3'\n  namespace: a\n  name: b\n  version: '1.0.0'\ndo:\n  - x:\n      set: { "
       "a: '${ . | }' }\n",
       "bad.yaml:8:"},
  };
  const Scene scene;
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const std::string file = scene.workspace.write("bad.yaml", row.text).string();
    check(scene.callout({"validate", file}), {2, row.expected});
    check(scene.callout({"run", file}), {2, row.expected});
  }
}

SCENARIO("a workflow that faults prints its error") {
  const Scene scene;
  const std::string file =
      scene.workspace
          .write("fault.yaml",
                 "document:\n  dsl: '1.0.3'\n  namespace: a\n  name: b\n  version: '1.0.0'\n"
                 "do:\n  - get:\n      call: pagerduty.getIncident\n      with: { id: QNONE }\n")
          .string();
  const ProcessResult result = scene.callout({"run", file});
  CHECK(result.status == 1);
  const json::object error = problem_of(result);
  CHECK(error.at("status") == 404);
  CHECK(error.at("instance") == "/do/0/get");
  CHECK(error.at("type").as_string().ends_with("/errors/communication"));
  CHECK(error.contains("title"));
}
