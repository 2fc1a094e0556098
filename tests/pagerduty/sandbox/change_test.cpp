#include <chrono>

#include <doctest/doctest.h>

#include "sandbox_client.hpp"

using namespace std::chrono_literals;
using callout::sandbox_test::Answer;
using callout::sandbox_test::Fixture;

namespace {

const std::string open_one = "/incidents/QSANDBOXINC008";
const std::string locked = "/incidents/QSANDBOXLOCKED";

std::string change(const std::string& members) {
  return R"({"incident":{"type":"incident_reference",)" + members + "}}";
}

std::string newest_entry(Fixture& sandbox, const std::string& incident) {
  return sandbox.get(incident + "/log_entries?limit=1").at("/log_entries/0/type");
}

} // namespace

TEST_CASE("updateIncident: acknowledging shows in incident and log") {
  Fixture sandbox;
  *sandbox.now += 1min;
  const Answer answer = sandbox.call("PUT", open_one, change(R"("status":"acknowledged")"));
  CHECK(answer.status == 200);
  const Answer seen = sandbox.get(open_one);
  CHECK(seen.at("/incident") == answer.at("/incident"));
  CHECK(seen.at("/incident/status") == "acknowledged");
  CHECK(seen.at("/incident/acknowledgements/0/acknowledger/id") == "PUSER06");
  CHECK(seen.at("/incident/acknowledgements/0/at") == "2026-03-10T12:01:00Z");
  CHECK(seen.at("/incident/assignments/0/assignee/id") == "PUSER06");
  CHECK(seen.at("/incident/last_status_change_at") == "2026-03-10T12:01:00Z");
  CHECK(newest_entry(sandbox, open_one) == "acknowledge_log_entry");
  CHECK(sandbox.effect("incident.acknowledge") == 1);
}

TEST_CASE("updateIncident: resolving ends assignment and alerts, and cannot be done twice") {
  Fixture sandbox;
  const Answer answer =
      sandbox.call("PUT", open_one, change(R"("status":"resolved","resolution":"Rolled back")"));
  CHECK(answer.at("/incident/status") == "resolved");
  CHECK(answer.at("/incident/resolved_at") == "2026-03-10T12:00:00Z");
  CHECK(answer.at("/incident/assignments") == "[]");
  CHECK(answer.at("/incident/alert_counts/resolved") == "1");
  CHECK(sandbox.get(open_one + "/log_entries?limit=1").at("/log_entries/0/channel/note") == "Rolled back");
  const Answer again = sandbox.call("PUT", open_one, change(R"("status":"resolved")"));
  CHECK(again.status == 400);
  CHECK(again.at("/error/errors/0") == "Incident Already Resolved");
  CHECK(sandbox.effect("incident.resolve") == 1);
}

TEST_CASE("updateIncident: a resolved incident is opened again") {
  Fixture sandbox;
  const Answer answer = sandbox.call("PUT", "/incidents/QSANDBOXINC003", change(R"("status":"triggered")"));
  CHECK(answer.at("/incident/status") == "triggered");
  CHECK(answer.at("/incident/resolved_at") == "null");
  CHECK(answer.at("/incident/assigned_via") == "escalation_policy");
}

TEST_CASE("updateIncident: other members") {
  struct Row {
    std::string_view changes;
    std::string_view pointer;
    std::string_view value;
    std::string_view entry; ///< newest log entry; empty: as before
  };

  const Row rows[] = {
      {R"("title":"New title")", "/incident/summary", "[#1008] New title", ""},
      {R"("urgency":"low")", "/incident/urgency", "low", "urgency_change_log_entry"},
      {R"("priority":"P4")", "/incident/priority/id", "PPRIO04", ""},
      {R"("priority":{"id":"PPRIO05","type":"priority_reference"})", "/incident/priority/name", "P5", ""},
      {R"("priority":null)", "/incident/priority", "null", ""},
      {R"("assignments":[{"assignee":{"id":"PUSER03","type":"user_reference"}}])",
       "/incident/assignments/0/assignee/id",
       "PUSER03",
       "assign_log_entry"},
      {R"("escalation_level":2)", "/incident/assignments/0/assignee/id", "PUSER05", "escalate_log_entry"},
      {R"("escalation_policy":{"id":"PESCP03","type":"escalation_policy_reference"})",
       "/incident/assignments/0/assignee/id",
       "PUSER03",
       "escalate_log_entry"},
      {R"("conference_bridge":{"conference_url":"https://example.com/bridge"})",
       "/incident/conference_bridge/conference_url",
       "https://example.com/bridge",
       ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.changes);
    Fixture sandbox;
    const Answer answer = sandbox.call("PUT", open_one, change(std::string(row.changes)));
    CHECK(answer.status == 200);
    CHECK(answer.at(std::string(row.pointer)) == row.value);
    CHECK(newest_entry(sandbox, open_one) == (row.entry.empty() ? "trigger_log_entry" : row.entry));
  }
}

TEST_CASE("updateIncident: changes that cannot be made change nothing") {
  struct Row {
    std::string_view changes;
  };

  const Row rows[] = {{R"("status":"open")"},
                      {R"("status":7)"},
                      {R"("urgency":"medium")"},
                      {R"("title":"")"},
                      {R"("priority":"P9")"},
                      {R"("assignments":[{"assignee":{"id":"PNONE","type":"user_reference"}}])"},
                      {R"("escalation_policy":{"id":"PNONE","type":"escalation_policy_reference"})"},
                      {R"("escalation_level":3)"},
                      {R"("escalation_level":"1")"}};
  Fixture sandbox;
  const std::string before = sandbox.get(open_one).body;
  for (const Row& row : rows) {
    CAPTURE(row.changes);
    const Answer answer =
        sandbox.call("PUT", open_one, change(R"("status":"resolved",)" + std::string(row.changes)));
    CHECK(answer.status == 400);
  }
  CHECK(sandbox.get(open_one).body == before);
  CHECK(sandbox.call("PUT", "/incidents/PNONE", change(R"("status":"resolved")")).status == 404);
}

TEST_CASE("the locked incident: takes notes and refuses every change of its status") {
  Fixture sandbox;
  for (const char* status : {"acknowledged", "resolved", "triggered"}) {
    const Answer answer = sandbox.call("PUT", locked, change(R"("status":")" + std::string(status) + "\""));
    CHECK(answer.status == 400);
    CHECK(answer.at("/error/errors/0") == "Incident Already Resolved");
  }
  CHECK(sandbox.call("POST", locked + "/snooze", R"({"duration":60})").status == 400);
  CHECK(sandbox.call("POST", locked + "/notes", R"({"note":{"content":"Seen"}})").status == 200);
  CHECK(sandbox.get(locked).at("/incident/status") == "triggered");
}

TEST_CASE("updateIncidents: all or nothing") {
  Fixture sandbox;
  const auto entry = [](const std::string& id) {
    return R"({"id":")" + id + R"(","type":"incident_reference","status":"acknowledged"})";
  };
  const auto body = [](const std::string& entries) {
    return R"({"incidents":[)" + entries + "]}";
  };

  const Answer both =
      sandbox.call("PUT", "/incidents", body(entry("QSANDBOXINC008") + "," + entry("QSANDBOXINC009")));
  CHECK(both.status == 200);
  CHECK(both.at("/incidents/0/status") == "acknowledged");
  CHECK(both.at("/incidents/1/id") == "QSANDBOXINC009");

  CHECK(sandbox.call("PUT", "/incidents", body(entry("QSANDBOXINC011") + "," + entry("QSANDBOXLOCKED")))
            .status == 400);
  CHECK(sandbox.call("PUT", "/incidents", body(entry("QSANDBOXINC011") + "," + entry("PNONE"))).status ==
        400);
  CHECK(sandbox.call("PUT", "/incidents", body("")).status == 400);
  CHECK(sandbox.get("/incidents/QSANDBOXINC011").at("/incident/status") == "triggered");

  std::string many = entry("QSANDBOXINC011");
  for (int i = 0; i < 250; ++i) {
    many += "," + entry("QSANDBOXINC011");
  }
  CHECK(sandbox.call("PUT", "/incidents", body(many)).status == 413);
}

TEST_CASE("createIncident: numbered, assigned, deduplicated by key") {
  Fixture sandbox;
  const std::string body = R"({"incident":{"type":"incident","title":"Disk full","incident_key":"disk",
      "service":{"id":"PSERV03","type":"service_reference"},"priority":{"id":"PPRIO02","type":"priority_reference"},
      "body":{"type":"incident_body","details":"97 %"}}})";
  const Answer made = sandbox.call("POST", "/incidents", body);
  CHECK(made.status == 201);
  CHECK(made.at("/incident/incident_number") == "1013");
  CHECK(made.at("/incident/status") == "triggered");
  CHECK(made.at("/incident/urgency") == "high");
  CHECK(made.at("/incident/priority/name") == "P2");
  CHECK(made.at("/incident/escalation_policy/id") == "PESCP01");
  CHECK(sandbox.get("/incidents/" + made.at("/incident/id")).at("/incident/title") == "Disk full");

  const Answer twin = sandbox.call("POST", "/incidents", body);
  CHECK(twin.status == 400);
  CHECK(twin.at("/error/errors/0").find("matching dedup key already exists") != std::string::npos);
  CHECK(sandbox.effect("incident.open") == 1);

  CHECK(
      sandbox.call("PUT", "/incidents/" + made.at("/incident/id"), change(R"("status":"resolved")")).status ==
      200);
  CHECK(sandbox.call("POST", "/incidents", body).at("/incident/incident_number") == "1014");
}

TEST_CASE("createIncident: every wrong member is told") {
  Fixture sandbox;
  const Answer answer =
      sandbox.call("POST", "/incidents", R"({"incident":{"service":{"id":"PNONE"},"urgency":"medium"}})");
  CHECK(answer.status == 400);
  CHECK(answer.json().at("error").at("errors").as_array().size() == 4);
  CHECK(sandbox
            .call("POST",
                  "/incidents",
                  R"({"incident":{"type":"incident","title":"x","service":{"id":"PSERV01"},
                  "assignments":[{"assignee":{"id":"PUSER01"}}],"escalation_policy":{"id":"PESCP01"}}})")
            .status == 400);
}

TEST_CASE("notes: the newest first, empty ones refused") {
  Fixture sandbox;
  CHECK(sandbox.call("POST", open_one + "/notes", R"({"note":{"content":"first"}})").at("/note/content") ==
        "first");
  CHECK(sandbox.call("POST", open_one + "/notes", R"({"note":{"content":"second"}})").status == 200);
  CHECK(sandbox.call("POST", open_one + "/notes", R"({"note":{"content":""}})").status == 400);
  CHECK(sandbox.call("POST", "/incidents/PNONE/notes", R"({"note":{"content":"x"}})").status == 404);
  const Answer notes = sandbox.get(open_one + "/notes");
  CHECK(notes.at("/notes/0/content") == "second");
  CHECK(notes.at("/notes/1/user/id") == "PUSER06");
  CHECK(newest_entry(sandbox, open_one) == "annotate_log_entry");
}

TEST_CASE("snooze: acknowledges, and ends by itself") {
  Fixture sandbox;
  const Answer snoozed = sandbox.call("POST", open_one + "/snooze", R"({"duration":3600})");
  CHECK(snoozed.status == 201);
  CHECK(snoozed.at("/incident/status") == "acknowledged");
  CHECK(snoozed.at("/incident/pending_actions/0/at") == "2026-03-10T13:00:00Z");
  *sandbox.now += 3599s;
  CHECK(sandbox.get(open_one).at("/incident/status") == "acknowledged");
  *sandbox.now += 1s;
  CHECK(sandbox.get(open_one).at("/incident/status") == "triggered");
  CHECK(newest_entry(sandbox, open_one) == "unacknowledge_log_entry");
  for (const char* duration : {"0", "604801", "\"60\"", "null"}) {
    CAPTURE(duration);
    CHECK(
        sandbox.call("POST", open_one + "/snooze", R"({"duration":)" + std::string(duration) + "}").status ==
        400);
  }
  CHECK(sandbox.call("POST", "/incidents/QSANDBOXINC001/snooze", R"({"duration":60})").status == 400);
}

TEST_CASE("mergeIncidents: alerts move, the source ends as merged") {
  Fixture sandbox;
  const auto sources = [](const std::string& id) {
    return R"({"source_incidents":[{"id":")" + id + R"("}]})";
  };
  const Answer merged = sandbox.call("PUT", open_one + "/merge", sources("QSANDBOXINC009"));
  CHECK(merged.status == 200);
  CHECK(merged.at("/incident/type") == "incident_reference");
  const Answer source = sandbox.get("/incidents/QSANDBOXINC009");
  CHECK(source.at("/incident/status") == "resolved");
  CHECK(source.at("/incident/resolve_reason/type") == "merge_resolve_reason");
  CHECK(source.at("/incident/resolve_reason/incident/id") == "QSANDBOXINC008");
  CHECK(sandbox.get(open_one).at("/incident/alert_counts/all") == "2");
  CHECK(sandbox.get(open_one + "/alerts?total=true").at("/total") == "2");

  CHECK(sandbox.call("PUT", open_one + "/merge", sources("QSANDBOXINC008")).status == 400);
  CHECK(sandbox.call("PUT", open_one + "/merge", sources("PNONE")).status == 404);
  CHECK(sandbox.call("PUT", open_one + "/merge", sources("QSANDBOXLOCKED")).status == 400);
  CHECK(sandbox.call("PUT", open_one + "/merge", "{}").status == 400);
  CHECK(sandbox.call("PUT", "/incidents/QSANDBOXINC001/merge", sources("QSANDBOXINC011")).status == 400);
}
