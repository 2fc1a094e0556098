#include <chrono>

#include <doctest/doctest.h>

#include "sandbox_client.hpp"

using namespace std::chrono_literals;
using callout::sandbox_test::Answer;
using callout::sandbox_test::Fixture;
using callout::sandbox_test::Options;

namespace {

std::string seeded(const std::string& numbers) {
  std::string ids;
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 3) {
    const std::string number = numbers.substr(i, 2);
    ids += (ids.empty() ? "" : " ") + (number == "10" ? "QSANDBOXLOCKED" : "QSANDBOXINC0" + number);
  }
  return ids;
}

} // namespace

TEST_CASE("listIncidents: filters and order") {
  struct Row {
    std::string_view query;
    std::string_view numbers; ///< of the seeded incidents, two digits each
  };

  const Row rows[] = {
      {"", "01 02 03 04 05 06 07 08 09 10 11 12"},
      {"statuses[]=triggered", "07 08 09 10 11 12"},
      {"statuses%5B%5D=triggered&statuses%5B%5D=acknowledged", "04 05 06 07 08 09 10 11 12"},
      {"statuses[]=triggered&urgencies[]=high", "08 09 10 11"},
      {"statuses[]=resolved", "01 02 03"},
      {"service_ids[]=PSERV02", "05 10"},
      {"service_ids[]=PSERV02&service_ids[]=PSERV01", "03 05 08 10"},
      {"team_ids[]=PTEAM01", "02 09"},
      {"team_ids[]=PTEAM99", ""},
      {"user_ids[]=PUSER01&statuses[]=acknowledged", "04 05 06"},
      {"incident_key=seed/QSANDBOXINC009", "09"},
      {"since=2026-03-10T11:20:00Z", "09 10 11 12"},
      {"since=2026-03-10T11:00:00Z&until=2026-03-10T11:30:00Z", "08 09"},
      {"since=2026-03-10T13:20:00%2B02:00", "09 10 11 12"},
      {"since=2019-01-01&until=2019-02-01", ""},
      {"since=2019-01-01&until=2019-02-01&date_range=all&statuses[]=resolved", "01 02 03"},
      {"sort_by=incident_number:desc&statuses[]=triggered", "12 11 10 09 08 07"},
      {"sort_by=created_at:asc&urgencies[]=low", "01 06 07 12"},
      {"sort_by=urgency:desc,incident_number:desc&statuses[]=triggered", "12 07 11 10 09 08"},
      {"nonsense=1&statuses[]=resolved", "01 02 03"},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.query);
    CHECK(sandbox.ids("/incidents?" + std::string(row.query), "incidents") ==
          seeded(std::string(row.numbers)));
  }
}

TEST_CASE("listIncidents: filters that make no sense are refused") {
  struct Row {
    std::string_view query;
  };

  const Row rows[] = {{"statuses[]=open"},
                      {"urgencies[]=medium"},
                      {"sort_by=title"},
                      {"sort_by=created_at:up"},
                      {"sort_by=created_at,resolved_at,urgency"},
                      {"since=yesterday"},
                      {"since=2026-03-02&until=2026-03-01"},
                      {"since=2025-01-01&until=2026-03-01"},
                      {"limit=0"},
                      {"limit=ten"},
                      {"offset=-1"},
                      {"offset=9990&limit=25"},
                      {"offset=18446744073709551615"}};
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.query);
    const Answer answer = sandbox.get("/incidents?" + std::string(row.query));
    CHECK(answer.status == 400);
    CHECK(answer.at("/error/message") == "Invalid Input Provided");
    CHECK_FALSE(answer.at("/error/errors/0").empty());
  }
}

TEST_CASE("listIncidents: pages of many incidents") {
  struct Row {
    std::string_view query;
    std::size_t size;
    std::string_view offset;
    std::string_view limit;
    std::string_view more;
    std::string_view total;
  };

  const Row rows[] = {
      {"", 25, "0", "25", "true", "null"},
      {"total=true", 25, "0", "25", "true", "252"},
      {"limit=100", 100, "0", "100", "true", "null"},
      {"limit=500", 100, "0", "100", "true", "null"},
      {"limit=100&offset=200", 52, "200", "100", "false", "null"},
      {"limit=52&offset=200", 52, "200", "52", "false", "null"},
      {"limit=51&offset=200", 51, "200", "51", "true", "null"},
      {"offset=252", 0, "252", "25", "false", "null"},
      {"offset=9900&limit=100", 0, "9900", "100", "false", "null"},
  };
  Options options;
  options.seed_incidents = 240;
  Fixture sandbox(options);
  for (const Row& row : rows) {
    CAPTURE(row.query);
    const Answer answer = sandbox.get("/incidents?" + std::string(row.query));
    REQUIRE(answer.status == 200);
    CHECK(answer.json().at("incidents").as_array().size() == row.size);
    CHECK(answer.at("/offset") == row.offset);
    CHECK(answer.at("/limit") == row.limit);
    CHECK(answer.at("/more") == row.more);
    CHECK(answer.at("/total") == row.total);
  }
}

TEST_CASE("listIncidents: include[] puts whole resources in the place of references") {
  Fixture sandbox;
  const std::string base = "/incidents?incident_key=seed/QSANDBOXINC005";
  const Answer plain = sandbox.get(base);
  CHECK(plain.at("/incidents/0/service/type") == "service_reference");
  CHECK(plain.at("/incidents/0/assignments/0/assignee/type") == "user_reference");
  const Answer whole =
      sandbox.get(base + "&include[]=services&include[]=assignees&include[]=teams&include[]=acknowledgers");
  CHECK(whole.at("/incidents/0/service/name") == "Payment Gateway");
  CHECK(whole.at("/incidents/0/assignments/0/assignee/email") == "engineer.one@example.com");
  CHECK(whole.at("/incidents/0/teams/0/name") == "Payments");
  CHECK(whole.at("/incidents/0/acknowledgements/0/acknowledger/role") == "limited_user");
  CHECK(sandbox.get("/incidents/QSANDBOXINC005?include[]=services").at("/incident/service/status") ==
        "active");
}

TEST_CASE("an incident: has what PagerDuty's has") {
  Fixture sandbox;
  const Answer answer = sandbox.get("/incidents/QSANDBOXINC008");
  CHECK(answer.at("/incident/type") == "incident");
  CHECK(answer.at("/incident/incident_number") == "1008");
  CHECK(answer.at("/incident/summary") == "[#1008] Checkout answers 5xx for 4 % of orders");
  CHECK(answer.at("/incident/created_at") == "2026-03-10T11:19:00Z");
  CHECK(answer.at("/incident/priority/name") == "P1");
  CHECK(answer.at("/incident/escalation_policy/id") == "PESCP02");
  CHECK(answer.at("/incident/assigned_via") == "escalation_policy");
  CHECK_FALSE(answer.at("/incident/assignments/0/assignee/id").empty());
  CHECK(answer.at("/incident/first_trigger_log_entry/type") == "trigger_log_entry_reference");
  CHECK(answer.at("/incident/html_url").starts_with("https://"));
  CHECK(answer.at("/incident/self") ==
        std::string(sandbox.running.ready().at("base_url").as_string()) + "/incidents/QSANDBOXINC008");
  for (const char* member : {"resolved_at", "resolve_reason", "conference_bridge"}) {
    CHECK(answer.at(std::string("/incident/") + member) == "null");
  }
}
