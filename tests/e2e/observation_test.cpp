// Recordings, traces and counters of what goes to PagerDuty.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "scene.hpp"

namespace {

namespace json = boost::json;
using namespace callout::testing;

constexpr const char* client_secret = "s3cr3t-of-this-run";

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The program in another folder, with nothing but the recording.
ProcessResult replay(const Workspace& workspace, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--replay", "calls.jsonl"});
  return run_process({.program = CALLOUT_PROGRAM,
                      .arguments = std::move(arguments),
                      .environment = {{"CALLOUT_TEST_CLIENT_SECRET", std::nullopt},
                                      {"CALLOUT_PLUGIN_PATH", std::nullopt},
                                      {"HOME", workspace.path().string()}},
                      .input = {},
                      .directory = workspace.path()});
}

void check_no_secret(const std::string& text) {
  CHECK(text.find(client_secret) == std::string::npos);
  CHECK(text.find("sandbox_") == std::string::npos); // the sandbox begins its tokens with this
}

} // namespace

SCENARIO("a workflow runs again offline, from what the service answered") {
  const Workspace elsewhere;
  std::string output;
  std::string items;
  {
    const Scene scene({"--client-secret", client_secret});
    const auto recording = scene.workspace.path() / "calls.jsonl";
    const ProcessResult run =
        scene.callout({"run", CALLOUT_EXAMPLES "/triage.yaml", "--record", recording.string()});
    CAPTURE(run.error);
    REQUIRE(run.status == 0);
    output = run.output;
    items =
        scene
            .callout(
                {"invoke", "pagerduty.listIncidents", "--stream", "limit=2", "--record", recording.string()})
            .output;
    std::filesystem::copy_file(recording, elsewhere.path() / "calls.jsonl");
  } // the service is gone
  check_no_secret(content(elsewhere.path() / "calls.jsonl"));
  const ProcessResult again = replay(elsewhere, {"run", CALLOUT_EXAMPLES "/triage.yaml"});
  CAPTURE(again.error);
  CHECK(again.status == 0);
  CHECK(again.output == output);
  const ProcessResult listed =
      replay(elsewhere, {"invoke", "pagerduty.listIncidents", "--stream", "limit=2"});
  CHECK(listed.output == items);
  CHECK(items.find('\n') != items.rfind('\n')); // more than one page has more than one item
}

SCENARIO("a trace shows every exchange and no credential") {
  const Scene scene({"--client-secret", client_secret});
  const auto file = scene.workspace.path() / "trace.jsonl";
  const ProcessResult result =
      scene.callout({"invoke", "pagerduty.listIncidents", "statuses=triggered", "--trace", file.string()});
  CAPTURE(result.error);
  REQUIRE(result.status == 0);
  const std::string text = content(file);
  check_no_secret(text);
  std::istringstream lines(text);
  std::string line;
  REQUIRE(std::getline(lines, line));
  CHECK(line == R"({"callout_trace":1})");
  REQUIRE(std::getline(lines, line));
  const json::value token = json::parse(line);
  CHECK(token.at("request").at("method") == "POST");
  CHECK(token.at("request").at("body").as_string().find("client_secret=[redacted]") != json::string::npos);
  CHECK(token.at("response").at("body").as_string().find(R"("access_token":"[redacted]")") !=
        json::string::npos);
  REQUIRE(std::getline(lines, line));
  const json::value list = json::parse(line);
  CHECK(list.at("plugin") == "pagerduty");
  CHECK(list.at("request").at("url_path") == "/incidents");
  CHECK(list.at("request").at("query").as_string().find("triggered") != json::string::npos);
  CHECK(list.at("request").at("headers").at("Authorization") == "[redacted]");
  CHECK(list.at("response").at("status") == 200);
  CHECK(list.at("response").at("body").as_string().find("incidents") != json::string::npos);
  CHECK(list.at("attempt") == 1);
  const auto mode = std::filesystem::status(file).permissions() & std::filesystem::perms::all;
  CHECK(mode == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

SCENARIO("counters tell of calls, exchanges and repetitions") {
  const Scene scene;
  scene.fault(R"({"method":"GET","path":"/incidents","count":1,"status":503})");
  const ProcessResult result =
      scene.callout({"invoke", "pagerduty.listIncidents", "--stats", "--log-format", "json"});
  CAPTURE(result.error);
  REQUIRE(result.status == 0);
  const auto stats = json::parse(result.error.substr(result.error.rfind("{\"stats\""))).at("stats");
  CHECK(stats.at("calls") == 1);
  CHECK(stats.at("authentications") == 1);
  CHECK(stats.at("exchanges") == 3); // token, 503, 200
  CHECK(stats.at("repeated") == 1);
  CHECK(stats.at("bytes").to_number<int>() > 0);
  CHECK(stats.at("phases_ms").at("wait").to_number<double>() > 0);
}
