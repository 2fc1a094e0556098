// What the connection says about repetitions, and what PagerDuty's operations need.
#include <boost/json/parse.hpp>
#include <callout/rest/request_builder.hpp>
#include <doctest/doctest.h>

#include "call_policy.hpp"
#include "catalog.hpp"
#include "config.hpp"

namespace callout::pagerduty {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

const rest::Operation& operation(std::string_view id) {
  const rest::Operation* const row = rest_catalog().find(id);
  REQUIRE(row != nullptr);
  return *row;
}

json::object object(std::string_view text) {
  return json::parse(text).as_object();
}

} // namespace

TEST_CASE("call settings: defaults, and what the config may say") {
  const CallSettings usual = read_config({}).calls;
  CHECK(usual.retry.max_attempts == 4);
  CHECK(usual.retry.base_delay == milliseconds(500));
  CHECK(usual.retry.longest_wait == milliseconds(60'000));
  CHECK_FALSE(usual.share_identical_reads);
  const CallSettings said =
      read_config(
          object(
              R"({"retry":{"max_attempts":1,"base_delay_ms":20,"longest_wait_ms":0},"share_identical_reads":true})"))
          .calls;
  CHECK(said.retry.max_attempts == 1);
  CHECK(said.retry.base_delay == milliseconds(20));
  CHECK(said.retry.longest_wait == milliseconds(0));
  CHECK(said.share_identical_reads);
}

TEST_CASE("call settings: what is wrong is refused by name") {
  struct Row {
    std::string_view config;
    std::string_view says;
  };

  const Row rows[] = {
      {R"({"retry":3})", "`retry` is not an object"},
      {R"({"retry":{"max_attempts":0}})", "`retry.max_attempts` must be a whole number from 1 to 20"},
      {R"({"retry":{"max_attempts":21}})", "from 1 to 20"},
      {R"({"retry":{"base_delay_ms":"1"}})", "`retry.base_delay_ms`"},
      {R"({"retry":{"longest_wait_ms":-1}})", "`retry.longest_wait_ms`"},
      {R"({"retry":{"max_attemps":2}})", "did you mean `max_attempts`?"},
      {R"({"share_identical_reads":1})", "`share_identical_reads` is not true or false"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.config);
    try {
      read_config(object(row.config));
      FAIL("accepted");
    } catch (const sdk::ProblemException& refused) {
      CHECK(std::string_view(refused.what()).find(row.says) != std::string_view::npos);
      CHECK(refused.problem().status == CALLOUT_E_INVALID_ARGUMENT);
    }
  }
}

TEST_CASE("budget: who has one of its own") {
  struct Row {
    std::string_view operation;
    std::string_view input;
    std::string_view credential;
    std::string_view name;
  };

  const Row rows[] = {
      {"listIncidents", "{}", "", ""},
      {"createIncident", "{}", "", "createIncident"},
      {"updateIncidents", "{}", "", "updateIncidents"},
      {"listOnCalls", "{}", "", "listOnCalls"},
      {"createV2Event", R"({"routing_key":"r1"})", "r1", "events"},
      {"createV2Event", R"({"body":{"routing_key":"r2"}})", "r2", "events"},
      {"createChangeEvent", R"({"routing_key":"r1"})", "r1", "events"},
      {"createV1Event", R"({"service_key":"s1"})", "s1", "events"},
      {"listUsers", R"({"routing_key":"r1"})", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.operation);
    const json::object input = object(row.input);
    const Budget budget = budget_of(operation(row.operation), input);
    CHECK(budget.credential == row.credential);
    CHECK(budget.name == row.name);
  }
}

TEST_CASE("idempotency keys: three operations have one") {
  std::vector<std::string> keyed;
  for (const rest::Operation& row : rest_catalog().operations) {
    if (!row.idempotency_key.empty()) {
      keyed.push_back(std::string(row.id) + " " + std::string(row.idempotency_key));
    }
  }
  CHECK(keyed == std::vector<std::string>{"createIncident /incident/incident_key",
                                          "createV1Event /incident_key",
                                          "createV2Event /dedup_key"});
}

TEST_CASE("limit status: the Events API v1 alone says 403") {
  CHECK(limit_status_of(*rest_catalog().find("createV1Event")) == 403);
  CHECK(limit_status_of(*rest_catalog().find("createV2Event")) == 0);
  CHECK(limit_status_of(*rest_catalog().find("listIncidents")) == 0);
}

TEST_CASE("paging limits: spans that PagerDuty refuses are asked in pieces") {
  CHECK(paging_limits_of(operation("listAuditRecords")).longest_range == std::chrono::days(31));
  CHECK(paging_limits_of(operation("listUsersAuditRecords")).longest_range == std::chrono::days(31));
  CHECK(paging_limits_of(operation("listIncidents")).longest_range == std::chrono::days(180));
  CHECK(paging_limits_of(operation("listUsers")).longest_range == std::chrono::seconds(0));
}

TEST_CASE("every operation that pages can be paged: it names its list, and none has a member `page`") {
  int paged = 0;
  for (const rest::Operation& row : rest_catalog().operations) {
    CAPTURE(row.id);
    const json::object schema = rest::input_schema(rest_catalog(), row);
    const bool pages = rest::asks_for_pages(row, {{"page", json::object()}});
    CHECK(pages == (row.paging != rest::Paging::none));
    CHECK(schema.at("properties").as_object().contains("page") == pages);
    CHECK((!pages || !row.items.empty()));
    paged += pages ? 1 : 0;
  }
  CHECK(paged >= 65);
}

TEST_CASE("outcome hint: names the action that shows what became of it") {
  struct Row {
    std::string_view operation;
    std::string_view says;
  };

  const Row rows[] = {
      {"createIncident", "look with listIncidents before you send it again. With /incident/incident_key"},
      {"createIncidentNote", "look with listIncidentNotes"},
      {"createIncidentSnooze", "look with getIncident before"},
      {"createV2Event", "look before you send it again. With /dedup_key in the input it is repeated safely."},
  };
  for (const Row& row : rows) {
    CAPTURE(row.operation);
    sdk::Problem problem = sdk::make_problem(CALLOUT_E_OUTCOME_UNKNOWN, "lost");
    add_outcome_hint(problem, operation(row.operation));
    CHECK(std::string_view(problem.members.at("hint").as_string()).find(row.says) != std::string_view::npos);
  }
  sdk::Problem other = sdk::make_problem(CALLOUT_E_NOT_FOUND, "gone");
  add_outcome_hint(other, operation("createIncident"));
  CHECK_FALSE(other.members.contains("hint"));
}

} // namespace callout::pagerduty
