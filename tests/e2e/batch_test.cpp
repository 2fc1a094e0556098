#include <map>
#include <sstream>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "scene.hpp"

namespace {

namespace json = boost::json;
using namespace callout::testing;

std::map<std::string, json::value> answers_by_id(const std::string& output) {
  std::map<std::string, json::value> answers;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    json::value answer = json::parse(line);
    answers.emplace(json::serialize(answer.at("id")), std::move(answer));
  }
  return answers;
}

} // namespace

SCENARIO("batch answers every line as it finishes, good or bad") {
  const Scene scene;
  const std::string input = R"({"id":1,"action":"pagerduty.listIncidents","input":{"statuses":["triggered"]}}
{"id":"two","action":"pagerduty.getIncident","input":{"id":"QNONE"}}
not json
{"id":4,"action":"nobody.listIncidents"}
{"id":5,"action":"pagerduty.listIncidents","input":{"status":"triggered"}}
)";
  const ProcessResult result = scene.callout({"batch", "--concurrency", "4"}, input);
  CHECK(result.status == 1);
  const auto answers = answers_by_id(result.output);
  REQUIRE(answers.size() == 5);

  struct Row {
    std::string_view id;
    bool ok;
    std::string_view text;
  };

  const Row rows[] = {
      {"1", true, "incidents"},
      {"\"two\"", false, "not-found"},
      {"null", false, "JSON"},
      {"4", false, "nobody"},
      {"5", false, "statuses"}, // the nearest name
  };
  for (const Row& row : rows) {
    CAPTURE(row.id);
    const json::value& answer = answers.at(std::string(row.id));
    CHECK(answer.at("ok") == row.ok);
    CHECK(json::serialize(answer.at(row.ok ? "result" : "error")).find(row.text) != std::string::npos);
  }
}

SCENARIO("many calls share one token") {
  const Scene scene;
  std::string input;
  for (int id = 0; id < 200; ++id) {
    input += R"({"id":)" + std::to_string(id) +
             R"(,"action":"pagerduty.listIncidents","input":{"limit":1}})" + "\n";
  }
  const ProcessResult result = scene.callout({"batch", "--concurrency", "16"}, input);
  CAPTURE(result.error);
  CHECK(result.status == 0);
  CHECK(answers_by_id(result.output).size() == 200);
  const json::value state = scene.invoke({"sandbox.request", "path=/sandbox/state"});
  CAPTURE(json::serialize(state));
  CHECK(json::serialize(state).find("\"POST /oauth/token\":1") != std::string::npos);
}

SCENARIO("a revoked token is replaced without being asked") {
  const Scene scene;
  const auto batch = scene.start({"batch"});
  const auto ask = [&](int id) {
    batch->write_input(R"({"id":)" + std::to_string(id) + R"(,"action":"pagerduty.listIncidents"})" + "\n");
    const auto line = batch->read_line();
    REQUIRE(line.has_value());
    return json::parse(*line);
  };
  CHECK(ask(1).at("ok") == true);
  scene.revoke_tokens();
  CHECK(ask(2).at("ok") == true);
  batch->close_input();
  CHECK(batch->wait().status == 0);
}

SCENARIO("a credential that is refused for good ends in an error, not a loop") {
  const Scene scene;
  (void)scene.workspace.write("callout.yaml", scene.config_with("client_id: \"", "client_id: \"x"));
  const ProcessResult result = scene.callout({"invoke", "pagerduty.listIncidents"});
  CHECK(result.status == 1);
  CHECK(problem_of(result).at("type").as_string() == "urn:callout:problem:unauthenticated");
}
