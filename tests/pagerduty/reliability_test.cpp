// Calls that do not fail although PagerDuty does, and lists of any length, against the sandbox.
#include <set>
#include <string>
#include <string_view>

#include <boost/json/value_to.hpp>
#include <doctest/doctest.h>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

json::object patient(const PluginFixture& fixture, const json::object& more = {}) {
  json::object config = with(fixture.config(), {{"retry", json::object{{"base_delay_ms", 5}}}});
  config["from"] = fixture.ready("from");
  return with(config, more);
}

json::object new_incident(std::string_view title, std::string_view key) {
  json::object incident{{"type", "incident"},
                        {"title", title},
                        {"service", json::object{{"id", "PSERV01"}, {"type", "service_reference"}}}};
  if (!key.empty()) {
    incident["incident_key"] = key;
  }
  return {{"incident", incident}};
}

std::size_t count_of(InstanceUnderTest& instance, std::string_view title) {
  const json::value answer = instance.invoke("listIncidents", {{"page", json::object()}}).json();
  std::size_t count = 0;
  for (const json::value& incident : answer.at("incidents").as_array()) {
    count += incident.at("title").as_string() == title ? 1U : 0U;
  }
  return count;
}

std::size_t occurrences(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

} // namespace

TEST_CASE("reliability: calls outlive 429, 503 and dropped connections") {
  struct Row {
    std::string_view name;
    json::object fault;
  };

  const Row rows[] = {
      {"429 twice", {{"status", 429}, {"body", ""}, {"count", 2}}},
      {"503 twice", {{"status", 503}, {"body", "<html/>"}, {"count", 2}}},
      {"no answer", {{"drop", "before"}}},
      {"half an answer", {{"drop", "mid_body"}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    PluginFixture fixture;
    InstanceUnderTest instance = fixture.connect(patient(fixture));
    fixture.fault(with(row.fault, {{"path", "/incidents"}}));
    const Answer answer = instance.invoke("listIncidents", {{"limit", 1}});
    CHECK_MESSAGE(answer.ok(), answer.text);
  }
}

TEST_CASE("reliability: an incident whose answer is lost is not opened twice") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(patient(fixture));
  const json::object lost{
      {"method", "POST"}, {"path", "/incidents"}, {"drop", "before"}, {"after_effect", true}};

  fixture.fault(lost);
  const Answer keyless = instance.invoke("createIncident", new_incident("without a key", ""));
  CHECK(keyless.status == CALLOUT_E_OUTCOME_UNKNOWN);
  CHECK(keyless.member("hint").find("look with listIncidents") != std::string::npos);
  CHECK(count_of(instance, "without a key") == 1);

  fixture.fault(lost);
  const Answer keyed = instance.invoke("createIncident", new_incident("with a key", "k-1"));
  CAPTURE(keyed.text);
  CHECK(keyed.status == CALLOUT_E_INVALID_ARGUMENT); // the sandbox knows the key already
  CHECK(keyed.member("outcome") == "unknown");
  CHECK(keyed.member("attempts") == "2");
  CHECK(count_of(instance, "with a key") == 1);
}

TEST_CASE("reliability: an incident with a key is opened although its first request got no answer") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(patient(fixture));
  fixture.fault({{"method", "POST"}, {"path", "/incidents"}, {"drop", "before"}});
  const Answer answer = instance.invoke("createIncident", new_incident("second try", "k-2"));
  CHECK_MESSAGE(answer.ok(), answer.text);
  CHECK(count_of(instance, "second try") == 1);
}

TEST_CASE("reliability: a spent budget is waited for, not run into") {
  sandbox::Options options;
  options.rate_limit = 3;
  PluginFixture fixture(options);
  InstanceUnderTest instance = fixture.connect(patient(fixture));
  for (int i = 0; i < 3; ++i) {
    CHECK(instance.invoke("listUsers", {{"limit", 1}}).ok());
  }
  const sdk::WaitLimit soon{.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5),
                            .stop = {}};
  const Answer held = instance.invoke("listUsers", {{"limit", 1}}, soon);
  CHECK(held.status == CALLOUT_E_RATE_LIMITED);
  CHECK(held.member("retryable") == "true");
  CHECK_FALSE(held.member("retry_after_ms").empty());
  CHECK(occurrences(fixture.log_text(), "\"status\":429") == 0);
}

TEST_CASE("reliability: many incidents come in one answer") {
  sandbox::Options options;
  options.seed_incidents = 1500;
  PluginFixture fixture(options);
  InstanceUnderTest instance = fixture.connect();
  const json::value whole = instance.invoke("listIncidents", {{"page", json::object{{"all", true}}}}).json();
  std::set<std::string> ids;
  for (const json::value& incident : whole.at("incidents").as_array()) {
    ids.insert(json::value_to<std::string>(incident.at("id")));
  }
  CHECK(ids.size() == 1512);
  CHECK(whole.at("incidents").as_array().size() == 1512);
  CHECK(whole.at("truncated") == false);
  CHECK(whole.at("next").is_null());

  const json::value plain = instance.invoke("listIncidents", {{"page", nullptr}, {"limit", 3}}).json();
  CHECK(plain.at("incidents").as_array().size() == 3); // null is left out

  std::size_t count = 0;
  json::value resume = nullptr;
  do {
    const json::object page{{"all", false}, {"resume", resume}};
    const json::value part = instance.invoke("listIncidents", {{"page", page}}).json();
    count += part.at("incidents").as_array().size();
    resume = part.at("next");
  } while (!resume.is_null());
  CHECK(count == 1512);
}

TEST_CASE("reliability: a wrong `page`, or one where nothing is listed, is refused before the call") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  const Answer wrong = instance.invoke("listIncidents", {{"page", json::object{{"max_items", 0}}}});
  CHECK(wrong.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(wrong.member("pointer") == "/page/max_items");
  CHECK(wrong.member("detail").find("pagerduty.listIncidents: ") == 0);
  const Answer other = instance.invoke("getIncident", {{"id", "QSANDBOXINC007"}, {"page", json::object()}});
  CHECK(other.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(other.member("pointer") == "/page");
}

TEST_CASE("reliability: a refusal amid pages is explained as any other") {
  sandbox::Options options;
  options.seed_incidents = 300;
  PluginFixture fixture(options);
  InstanceUnderTest instance = fixture.connect();
  fixture.fault({{"path", "/incidents"}, {"status", 402}, {"body", "{}"}});
  const Answer answer = instance.invoke("listIncidents", {{"page", json::object()}});
  CHECK(answer.status == CALLOUT_E_PERMISSION_DENIED);
  CHECK(answer.member("hint").find("The account's plan") == 0);
}

} // namespace callout::pagerduty::test
