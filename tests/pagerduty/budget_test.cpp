// What one limit of PagerDuty's holds back and what not, and reads that share one exchange, against the
// sandbox.
#include <chrono>
#include <cstdint>
#include <future>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

json::object service_incident() {
  return {{"incident",
           {{"type", "incident"},
            {"title", "Disk full"},
            {"service", {{"id", "PSERV01"}, {"type", "service_reference"}}}}}};
}

json::object acknowledged() {
  const json::object change{
      {"id", "QSANDBOXINC008"}, {"type", "incident_reference"}, {"status", "acknowledged"}};
  return {{"incidents", json::array{change}}};
}

json::object event_for(std::string_view routing_key) {
  return {{"routing_key", routing_key},
          {"event_action", "trigger"},
          {"payload", {{"summary", "Disk full"}, {"source", "db-1"}, {"severity", "critical"}}}};
}

json::object refusal(std::string_view path, unsigned status) {
  return {{"path", path},
          {"status", status},
          {"body", "{}"},
          {"headers", {{"Retry-After", "50"}, {"ratelimit-reset", "50"}}}};
}

Answer invoke_soon(InstanceUnderTest& instance, std::string_view action, const json::object& input) {
  return instance.invoke(
      action, input, {.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20)});
}

// How many requests the sandbox has had: "POST /incidents".
std::int64_t requests(InstanceUnderTest& instance, std::string_view request) {
  const Answer state = instance.invoke("request", {{"path", "/sandbox/state"}});
  REQUIRE_MESSAGE(state.ok(), state.text);
  const json::value whole = state.json();
  const json::value* const count = whole.at("requests").as_object().if_contains(request);
  return count != nullptr ? count->to_number<std::int64_t>() : 0;
}

// Another client for looking at the sandbox: its budget is its own.
InstanceUnderTest observer(PluginFixture& fixture) {
  InstanceUnderTest instance = fixture.create(fixture.config());
  instance.use_session(R"({"token":"control"})");
  return instance;
}

} // namespace

TEST_CASE("budgets: what spends one of an operation's own holds that operation back and no other") {
  struct Row {
    std::string_view name;
    json::object input;
    std::string_view request;
    std::string_view path;
  };

  const Row rows[] = {
      {"createIncident", service_incident(), "POST /incidents", "/incidents"},
      {"updateIncidents", acknowledged(), "PUT /incidents", "/incidents"},
      {"listOnCalls", {}, "GET /oncalls", "/oncalls"},
      {"listUsers", {}, "GET /users", "/users"}, // of the credential's common budget
  };
  for (const Row& spent : rows) {
    CAPTURE(spent.name);
    PluginFixture fixture;
    InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}));
    fixture.fault(refusal(spent.path, 429));
    CHECK(instance.invoke(spent.name, spent.input).status == CALLOUT_E_RATE_LIMITED);
    for (const Row& other : rows) {
      CAPTURE(other.name);
      const bool is_spent = other.name == spent.name;
      const Answer answer = invoke_soon(instance, other.name, other.input);
      CHECK(answer.status == (is_spent ? CALLOUT_E_RATE_LIMITED : CALLOUT_OK));
    }
    InstanceUnderTest looking = observer(fixture);
    CHECK(requests(looking, spent.request) == 1); // the second was not sent
  }
}

TEST_CASE("budgets: two routing keys do not hold each other back") {
  PluginFixture fixture;
  InstanceUnderTest instance =
      fixture.create(with(fixture.config(), {{"events_url", fixture.config().at("base_url")}}));
  const std::string first = fixture.ready("routing_key");
  std::string second = first;
  second.back() = '2'; // that of the next service
  REQUIRE(first != second);
  fixture.fault(refusal("/v2/enqueue", 429));
  CHECK(instance.invoke("createV2Event", event_for(first)).status == CALLOUT_E_RATE_LIMITED);
  CHECK(invoke_soon(instance, "createV2Event", event_for(first)).status == CALLOUT_E_RATE_LIMITED);
  const Answer other = invoke_soon(instance, "createV2Event", event_for(second));
  CHECK_MESSAGE(other.ok(), other.text);
  InstanceUnderTest looking = observer(fixture);
  CHECK(requests(looking, "POST /v2/enqueue") == 2);
}

TEST_CASE("budgets: the first Events API says by 403 that its limit is reached") {
  PluginFixture fixture;
  InstanceUnderTest instance =
      fixture.create(with(fixture.config(), {{"events_url", fixture.config().at("base_url")}}));
  fixture.fault(refusal("/generic/2010-04-15/create_event.json", 403));
  const json::object event{
      {"service_key", std::string(32, 'a')}, {"event_type", "trigger"}, {"description", "Disk full"}};
  const Answer answer = instance.invoke("createV1Event", event);
  CAPTURE(answer.text);
  CHECK(answer.status == CALLOUT_E_RATE_LIMITED);
  CHECK(answer.member("retryable") == "true");
  CHECK(answer.member("retry_after_ms") == "50000");
}

TEST_CASE("identical reads: those in flight share one exchange where the connection says so") {
  struct Row {
    std::string_view name;
    json::object settings;
    std::int64_t exchanges;
  };

  const Row rows[] = {
      {"unless told", {}, 2},
      {"switched on", {{"share_identical_reads", true}}, 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    PluginFixture fixture;
    InstanceUnderTest instance = fixture.connect(with(fixture.config(), row.settings));
    InstanceUnderTest looking = observer(fixture);
    fixture.fault({{"path", "/services/PSERV01"}, {"delay_ms", 3'000}}); // the first is in flight so long
    const auto read = [&] {
      return instance.invoke("getService", {{"id", "PSERV01"}});
    };
    auto first = std::async(std::launch::async, read);
    while (requests(looking, "GET /services/PSERV01") == 0) {
    }
    const Answer second = read();
    CHECK(second.json().at("service").at("id") == "PSERV01");
    CHECK(first.get().text == second.text);
    CHECK(requests(looking, "GET /services/PSERV01") == row.exchanges);
  }
}

} // namespace callout::pagerduty::test
