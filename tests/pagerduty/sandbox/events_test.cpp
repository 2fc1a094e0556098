#include <doctest/doctest.h>

#include "sandbox/seed.hpp"
#include "sandbox_client.hpp"

using callout::sandbox_test::Answer;
using callout::sandbox_test::Fixture;

namespace {

const std::string key(callout::sandbox::first_routing_key);

std::string event(const std::string& action, const std::string& dedup_key) {
  return R"({"routing_key":")" + key + R"(","event_action":")" + action + R"(","dedup_key":")" + dedup_key +
         R"(","payload":{"summary":"Disk at 99 %","source":"db1","severity":"critical","custom_details":{"free":"1 %"}},
         "links":[{"href":"https://example.com/graph","text":"Graph"}]})";
}

Answer enqueue(Fixture& sandbox, const std::string& body) {
  return sandbox.send("POST", "/v2/enqueue", {}, body);
}

std::string find(const std::string& dedup_key) {
  return "/incidents?incident_key=" + dedup_key;
}

} // namespace

TEST_CASE("enqueue: an event opens, acknowledges and resolves an incident") {
  Fixture sandbox;
  const Answer taken = enqueue(sandbox, event("trigger", "disk/db1"));
  CHECK(taken.status == 202);
  CHECK(taken.at("/status") == "success");
  CHECK(taken.at("/message") == "Event processed");
  CHECK(taken.at("/dedup_key") == "disk/db1");

  const Answer opened = sandbox.get(find("disk/db1"));
  CHECK(opened.at("/incidents/0/title") == "Disk at 99 %");
  CHECK(opened.at("/incidents/0/service/id") == "PSERV01");
  CHECK(opened.at("/incidents/0/status") == "triggered");
  const std::string path = "/incidents/" + opened.at("/incidents/0/id");
  const Answer alerts = sandbox.get(path + "/alerts");
  CHECK(alerts.at("/alerts/0/alert_key") == "disk/db1");
  CHECK(alerts.at("/alerts/0/severity") == "critical");
  CHECK(alerts.at("/alerts/0/body/details/free") == "1 %");
  CHECK(alerts.at("/alerts/0/body/contexts/0/type") == "link");

  CHECK(enqueue(sandbox, event("acknowledge", "disk/db1")).status == 202);
  CHECK(sandbox.get(path).at("/incident/status") == "acknowledged");
  CHECK(enqueue(sandbox, event("resolve", "disk/db1")).status == 202);
  CHECK(sandbox.get(path).at("/incident/status") == "resolved");
  CHECK(sandbox.get(path).at("/incident/alert_counts/resolved") == "1");
}

TEST_CASE("enqueue: the same dedup_key opens no second incident until the first is resolved") {
  Fixture sandbox;
  enqueue(sandbox, event("trigger", "k"));
  enqueue(sandbox, event("trigger", "k"));
  CHECK(sandbox.effect("incident.open") == 1);
  CHECK(sandbox.effect("event.repeat") == 1);
  const std::string path = "/incidents/" + sandbox.get(find("k")).at("/incidents/0/id");
  CHECK(sandbox.get(path + "/log_entries?total=true").at("/total") == "2");
  enqueue(sandbox, event("resolve", "k"));
  enqueue(sandbox, event("trigger", "k"));
  CHECK(sandbox.effect("incident.open") == 2);
}

TEST_CASE("enqueue: without a dedup_key each trigger stands alone and is told its key") {
  Fixture sandbox;
  const std::string body =
      R"({"routing_key":")" + key +
      R"(","event_action":"trigger","payload":{"summary":"x","source":"y","severity":"info"}})";
  const Answer first = enqueue(sandbox, body);
  const Answer second = enqueue(sandbox, body);
  CHECK(first.at("/dedup_key").size() == 32);
  CHECK(first.at("/dedup_key") != second.at("/dedup_key"));
  CHECK(sandbox.effect("incident.open") == 2);
}

TEST_CASE("enqueue: acknowledging or resolving what is not open is taken and changes nothing") {
  Fixture sandbox;
  CHECK(enqueue(sandbox, event("resolve", "nothing")).status == 202);
  CHECK(enqueue(sandbox, event("acknowledge", "nothing")).status == 202);
  CHECK(sandbox.effect("incident.resolve") == 0);
  CHECK(sandbox.effect("incident.acknowledge") == 0);
}

TEST_CASE("enqueue: malformed events are refused with their reasons") {
  struct Row {
    std::string_view name;
    std::string body;
    std::string_view told;
  };

  const std::string start = R"({"routing_key":")" + key + R"(","event_action":"trigger")";
  const Row rows[] = {
      {"no JSON", "{", "JSON parse error"},
      {"no object", "7", "JSON parse error"},
      {"no routing key", R"({"event_action":"resolve","dedup_key":"k"})", "routing_key"},
      {"short routing key", R"({"routing_key":"k","event_action":"resolve","dedup_key":"k"})", "routing_key"},
      {"unknown routing key",
       R"({"routing_key":"00000000000000000000000000000000","event_action":"resolve","dedup_key":"k"})",
       "routing_key"},
      {"unknown action", R"({"routing_key":")" + key + R"(","event_action":"open"})", "event_action"},
      {"resolve without key", R"({"routing_key":")" + key + R"(","event_action":"resolve"})", "dedup_key"},
      {"key too long", event("trigger", std::string(256, 'k')), "dedup_key"},
      {"no payload", start + "}", "payload"},
      {"no source", start + R"(,"payload":{"summary":"x","severity":"info"}})", "payload.source"},
      {"no summary", start + R"(,"payload":{"source":"x","severity":"info"}})", "payload.summary"},
      {"unknown severity",
       start + R"(,"payload":{"summary":"x","source":"x","severity":"bad"}})",
       "severity"},
      {"summary too long",
       start + R"(,"payload":{"source":"x","severity":"info","summary":")" + std::string(1025, 's') + "\"}}",
       "summary"},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Answer answer = enqueue(sandbox, row.body);
    CHECK(answer.status == 400);
    CHECK_FALSE(answer.at("/status").empty());
    CHECK_FALSE(answer.at("/message").empty());
    CHECK(answer.at("/errors").find(row.told) != std::string::npos);
  }
  CHECK(sandbox.effect("incident.open") == 0);
  CHECK(enqueue(sandbox, event("trigger", std::string(255, 'k'))).status == 202);
}

TEST_CASE("enqueue: an event larger than 512 KB is refused") {
  Fixture sandbox;
  CHECK(enqueue(sandbox, event("trigger", std::string(std::size_t{512} * 1024, 'k'))).status == 413);
  CHECK(sandbox.send("GET", "/v2/enqueue").status == 405);
}

TEST_CASE("change events: enqueued, then listed the newest first") {
  Fixture sandbox;
  const std::string body = R"({"routing_key":")" + key +
                           R"(","payload":{"summary":"Deployed 42","source":"pipeline",
                           "timestamp":"2026-03-10T11:59:00.000+0000","custom_details":{"build":42}}})";
  CHECK(sandbox.send("POST", "/v2/change/enqueue", {}, body).status == 202);
  const Answer list = sandbox.get("/change_events");
  CHECK(list.at("/change_events/0/summary") == "Deployed 42");
  CHECK(list.at("/change_events/0/timestamp") == "2026-03-10T11:59:00Z");
  CHECK(list.at("/change_events/0/services/0/id") == "PSERV01");
  CHECK(list.at("/change_events/0/custom_details/build") == "42");
  CHECK(sandbox.get("/change_events/" + list.at("/change_events/0/id")).status == 200);
  CHECK(sandbox.send("POST", "/v2/change/enqueue", {}, R"({"routing_key":")" + key + "\"}").status == 400);
}
