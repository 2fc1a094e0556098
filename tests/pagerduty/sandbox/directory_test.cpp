#include <chrono>

#include <doctest/doctest.h>

#include "sandbox_client.hpp"

using namespace std::chrono_literals;
using callout::sandbox_test::Answer;
using callout::sandbox_test::Fixture;

TEST_CASE("lists: what is seeded, and what their filters leave") {
  struct Row {
    std::string_view target;
    std::string_view name;
    std::string_view ids;
  };

  const Row rows[] = {
      {"/users", "users", "PUSER01 PUSER02 PUSER03 PUSER04 PUSER05 PUSER06"},
      {"/users?query=commander", "users", "PUSER04"},
      {"/users?query=engineer.two%40", "users", "PUSER02"},
      {"/users?team_ids[]=PTEAM02", "users", "PUSER02 PUSER05"},
      {"/users?limit=2&offset=4", "users", "PUSER05 PUSER06"},
      {"/teams", "teams", "PTEAM01 PTEAM02 PTEAM03"},
      {"/teams?query=pay", "teams", "PTEAM02"},
      {"/services", "services", "PSERV01 PSERV05 PSERV03 PSERV02 PSERV04"},
      {"/services?sort_by=name:desc&limit=2", "services", "PSERV04 PSERV02"},
      {"/services?query=order", "services", "PSERV03"},
      {"/services?name=Search", "services", "PSERV04"},
      {"/services?team_ids[]=PTEAM03", "services", "PSERV05 PSERV04"},
      {"/escalation_policies", "escalation_policies", "PESCP01 PESCP02 PESCP03"},
      {"/escalation_policies?query=effort", "escalation_policies", "PESCP03"},
      {"/schedules", "schedules", "PSCHED1 PSCHED2"},
      {"/schedules?query=payments", "schedules", "PSCHED2"},
      {"/priorities", "priorities", "PPRIO01 PPRIO02 PPRIO03 PPRIO04 PPRIO05"},
      {"/tags", "tags", "PTAGS01"},
      {"/maintenance_windows", "maintenance_windows", ""},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.target);
    CHECK(sandbox.ids(std::string(row.target), std::string(row.name)) == row.ids);
  }
}

TEST_CASE("single resources: found by id, 404 without") {
  struct Row {
    std::string_view target;
    std::string_view pointer;
    std::string_view value;
  };

  const Row rows[] = {
      {"/users/PUSER04", "/user/email", "incident.commander@example.com"},
      {"/teams/PTEAM01", "/team/name", "Platform"},
      {"/teams/PTEAM02/members", "/members/1/user/id", "PUSER05"},
      {"/services/PSERV01", "/service/escalation_policy/id", "PESCP02"},
      {"/services/PSERV01/integrations/PINTG01",
       "/integration/integration_key",
       "5a4db0c0000000000000000000000001"},
      {"/escalation_policies/PESCP01", "/escalation_policy/escalation_rules/0/targets/0/id", "PSCHED1"},
      {"/schedules/PSCHED1", "/schedule/users/0/id", "PUSER01"},
      {"/schedules/PSCHED1/users", "/users/0/id", "PUSER01"},
      {"/incidents/QSANDBOXINC008/alerts", "/alerts/0/status", "triggered"},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.target);
    const std::string target(row.target);
    CHECK(sandbox.get(target).at(std::string(row.pointer)) == row.value);
    std::string missing = target;
    missing.replace(missing.find('/', 1) + 1, 7, "PNONE99");
    CHECK(sandbox.get(missing).status == 404);
  }
  CHECK(sandbox.get("/abilities").at("/abilities/0") == "teams");
  CHECK(sandbox.get("/abilities/teams").status == 204);
  CHECK(sandbox.get("/abilities/flying").status == 404);
}

TEST_CASE("services: created and updated, a name only once") {
  Fixture sandbox;
  const std::string body = R"({"service":{"type":"service","name":"Mail","description":"Sends mail",
      "escalation_policy":{"id":"PESCP01","type":"escalation_policy_reference"}}})";
  const Answer made = sandbox.call("POST", "/services", body);
  CHECK(made.status == 201);
  CHECK(made.at("/service/status") == "active");
  CHECK(made.at("/service/teams/0/id") == "PTEAM01");
  const std::string path = "/services/" + made.at("/service/id");
  CHECK(sandbox.get(path).at("/service/description") == "Sends mail");
  CHECK(sandbox.call("POST", "/services", body).at("/error/errors/0") == "Name has already been taken");
  CHECK(sandbox.call("PUT", path, R"({"service":{"name":"Post","status":"disabled"}})")
            .at("/service/summary") == "Post");
  CHECK(sandbox.call("PUT", path, R"({"service":{"name":"Post"}})").status == 200);
  CHECK(sandbox.call("PUT", path, R"({"service":{"status":"asleep"}})").status == 400);
  CHECK(sandbox.call("PUT", path, R"({"service":{"name":"search"}})").status == 400);
  CHECK(sandbox.call("POST", "/services", R"({"service":{}})")
            .json()
            .at("error")
            .at("errors")
            .as_array()
            .size() == 2);
}

TEST_CASE("on-calls: by schedule and by person, and an override changes them") {
  Fixture sandbox;
  const std::string primary = "/oncalls?escalation_policy_ids[]=PESCP01&schedule_ids[]=PSCHED1";
  const Answer before = sandbox.get(primary);
  CHECK(before.at("/oncalls/0/escalation_level") == "1");
  CHECK(before.at("/oncalls/0/start") == "2026-03-10T00:00:00Z");
  CHECK(before.at("/oncalls/0/end") == "2026-03-11T00:00:00Z");
  const std::string usual = before.at("/oncalls/0/user/id");
  CHECK(usual.starts_with("PUSER0"));
  CHECK(sandbox.get("/oncalls?escalation_policy_ids[]=PESCP03").at("/oncalls/0/schedule") == "null");
  CHECK(sandbox.get("/oncalls?user_ids[]=PUSER04").at("/oncalls/0/escalation_level") == "2");

  const Answer made = sandbox.call("POST", "/schedules/PSCHED1/overrides", R"({"overrides":[
      {"start":"2026-03-10T11:00:00Z","end":"2026-03-10T13:00:00Z","user":{"id":"PUSER06","type":"user_reference"}},
      {"start":"2026-03-10T11:00:00Z","end":"2026-03-10T11:00:00Z","user":{"id":"PUSER06","type":"user_reference"}}]})");
  CHECK(made.status == 201);
  CHECK(made.at("/0/status") == "201");
  CHECK(made.at("/1/errors/0") == "Override must end after its start");
  CHECK(sandbox.get(primary).at("/oncalls/0/user/id") == "PUSER06");
  CHECK(sandbox.get("/schedules/PSCHED1/overrides?since=2026-03-10&until=2026-03-11")
            .at("/overrides/0/user/id") == "PUSER06");
  CHECK(sandbox.get("/schedules/PSCHED1/overrides").status == 400);
  *sandbox.now += 61min;
  CHECK(sandbox.get(primary).at("/oncalls/0/user/id") == usual);
}

TEST_CASE("on-calls: turns of a range, and only the earliest when asked") {
  Fixture sandbox;
  const std::string range =
      "/oncalls?schedule_ids[]=PSCHED1&since=2026-03-10T00:00:00Z&until=2026-03-16T00:00:00Z";
  CHECK(sandbox.get(range + "&total=true").at("/total") == "6");
  CHECK(sandbox.get(range + "&total=true&earliest=true").at("/total") == "3");
  CHECK(sandbox.get("/oncalls?since=2026-03-10&until=2027-03-10").status == 400);
  const Answer schedule =
      sandbox.get("/schedules/PSCHED2?since=2026-03-10T00:00:00Z&until=2026-03-12T00:00:00Z");
  CHECK(
      schedule.json().at("schedule").at("final_schedule").at("rendered_schedule_entries").as_array().size() ==
      2);
}

TEST_CASE("schedules: turns end where the range ends, unless they may overflow") {
  struct Row {
    std::string_view target;
    std::string_view turn;
    std::string_view suffix;
  };

  const Row rows[] = {
      {"/schedules/PSCHED1?", "/schedule/final_schedule/rendered_schedule_entries/0", ""},
      {"/v3/schedules/PSCHED3?include[]=final_schedule&",
       "/schedule/final_schedule/computed_shift_assignments/0",
       "_time"},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.target);
    const std::string range =
        std::string(row.target) + "since=2026-03-10T10:00:00Z&until=2026-03-10T14:00:00Z";
    const std::string start = std::string(row.turn) + "/start" + std::string(row.suffix);
    const std::string end = std::string(row.turn) + "/end" + std::string(row.suffix);
    const Answer cut = sandbox.get(range);
    CHECK(cut.at(start) == "2026-03-10T10:00:00Z");
    CHECK(cut.at(end) == "2026-03-10T14:00:00Z");
    const Answer whole = sandbox.get(range + "&overflow=true");
    CHECK(whole.at(start) == "2026-03-10T00:00:00Z");
    CHECK(whole.at(end) == "2026-03-11T00:00:00Z");
  }
}

TEST_CASE("maintenance windows: created, filtered by state, ended or removed") {
  Fixture sandbox;
  const auto window = [](const std::string& start, const std::string& end) {
    return R"({"maintenance_window":{"type":"maintenance_window","description":"Upgrade","start_time":")" +
           start + R"(","end_time":")" + end +
           R"(","services":[{"id":"PSERV03","type":"service_reference"}]}})";
  };
  const std::string path = "/maintenance_windows";
  const Answer ongoing =
      sandbox.call("POST", path, window("2026-03-10T11:00:00Z", "2026-03-10T14:00:00+01:00"));
  CHECK(ongoing.status == 201);
  CHECK(ongoing.at("/maintenance_window/end_time") == "2026-03-10T13:00:00Z");
  const Answer future = sandbox.call("POST", path, window("2026-03-11T11:00:00Z", "2026-03-11T12:00:00Z"));
  const std::string ongoing_id = ongoing.at("/maintenance_window/id");
  const std::string future_id = future.at("/maintenance_window/id");
  CHECK(sandbox.ids(path + "?filter=ongoing", "maintenance_windows") == ongoing_id);
  CHECK(sandbox.ids(path + "?filter=future", "maintenance_windows") == future_id);
  CHECK(sandbox.ids(path + "?filter=open&service_ids[]=PSERV03", "maintenance_windows") ==
        ongoing_id + " " + future_id);
  CHECK(sandbox.ids(path + "?service_ids[]=PSERV01", "maintenance_windows").empty());
  CHECK(sandbox.get(path + "?filter=never").status == 400);
  CHECK(sandbox.call("POST", path, window("2026-03-11T11:00:00Z", "2026-03-11T10:00:00Z")).status == 400);

  CHECK(sandbox.call("DELETE", path + "/" + future_id).status == 204);
  CHECK(sandbox.get(path + "/" + future_id).status == 404);
  CHECK(sandbox.call("DELETE", path + "/" + ongoing_id).status == 204);
  CHECK(sandbox.ids(path + "?filter=past", "maintenance_windows") == ongoing_id);
  CHECK(sandbox.call("DELETE", path + "/" + ongoing_id).status == 405);
}

TEST_CASE("log entries: the newest first, of all incidents or one, in a range") {
  Fixture sandbox;
  CHECK(sandbox.get("/log_entries?total=true&limit=1").at("/total") == "21");
  const Answer newest = sandbox.get("/log_entries?since=2026-03-10T11:50:00Z");
  CHECK(newest.at("/log_entries/0/incident/id") == "QSANDBOXINC012");
  CHECK(newest.at("/log_entries/1") == "");
  const std::string id = newest.at("/log_entries/0/id");
  CHECK(sandbox.get("/log_entries/" + id).at("/log_entry/type") == "trigger_log_entry");
  CHECK(sandbox.get("/log_entries/" + id + "?include[]=incidents").at("/log_entry/incident/status") ==
        "triggered");
  CHECK(sandbox.get("/log_entries/PNONE").status == 404);
  CHECK(sandbox.get("/incidents/QSANDBOXINC001/log_entries?total=true").at("/total") == "3");
  CHECK(sandbox.get("/incidents/PNONE/log_entries").status == 404);
  CHECK(sandbox.get("/log_entries?since=never").status == 400);
}

TEST_CASE("alerts: resolving the last one ends the incident") {
  Fixture sandbox;
  const std::string incident = "/incidents/QSANDBOXINC008";
  const std::string id = sandbox.get(incident + "/alerts").at("/alerts/0/id");
  const std::string alert = incident + "/alerts/" + id;
  CHECK(sandbox.get(alert).at("/alert/alert_key") == "seed/QSANDBOXINC008");
  CHECK(sandbox.get("/incidents/QSANDBOXINC009/alerts/" + id).status == 404);
  CHECK(sandbox.call("PUT", alert, R"({"alert":{"status":"gone"}})").status == 400);
  CHECK(
      sandbox.call("PUT", incident + "/alerts", R"({"alerts":[{"id":")" + id + R"(","status":"resolved"}]})")
          .at("/alerts/0/status") == "resolved");
  CHECK(sandbox.get(incident).at("/incident/status") == "resolved");
  CHECK(sandbox.ids(incident + "/alerts?statuses[]=triggered", "alerts").empty());
}

TEST_CASE("responders and stakeholders: requests and updates of an incident") {
  Fixture sandbox;
  const std::string incident = "/incidents/QSANDBOXINC008";
  const Answer request = sandbox.call("POST", incident + "/responder_requests", R"({"message":"Please help",
      "responder_request_targets":[{"responder_request_target":{"id":"PUSER03","type":"user_reference"}},
      {"responder_request_target":{"id":"PESCP03","type":"escalation_policy_reference"}}]})");
  CHECK(request.status == 200);
  CHECK(request.at("/responder_request/message") == "Please help");
  CHECK(sandbox.get(incident).at("/incident/incidents_responders/1/user/id") == "PUSER03");
  CHECK(sandbox.call("POST", incident + "/responder_requests", "{}").status == 400);

  const Answer update =
      sandbox.call("POST", incident + "/status_updates", R"({"message":"Half of it is back"})");
  CHECK(update.status == 200);
  CHECK(update.at("/status_update/sender/id") == "PUSER06");
  CHECK(sandbox.call("POST", incident + "/status_updates", R"({"message":""})").status == 400);
}
