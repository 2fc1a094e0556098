#include <chrono>
#include <cstdlib>
#include <future>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {

using namespace std::chrono_literals;

namespace {

// The seconds that "... after 3 s; waited for ..." tells; 0 for another text.
long seconds_in(const std::string& detail) {
  constexpr std::string_view before = " after ";
  const std::size_t at = detail.find(before);
  return at == std::string::npos ? 0 : std::strtol(detail.c_str() + at + before.size(), nullptr, 10);
}

} // namespace

TEST_CASE("incident.wait_for: answers at once when the status is there, whichever of several") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value resolved = done(instance, "incident.wait_for", {{"incident", "QSANDBOXINC001"}});
  CHECK(resolved.at("incident").at("status") == "resolved");
  CHECK(resolved.at("waited_s").to_number<int>() < 10);
  CHECK(requests(instance, "GET /incidents/QSANDBOXINC001") == 1);
  const json::value either =
      done(instance,
           "incident.wait_for",
           {{"incident", "QSANDBOXINC004"}, {"status", json::array{"resolved", "acknowledged"}}});
  CHECK(either.at("incident").at("status") == "acknowledged");
}

TEST_CASE("incident.wait_for: sees what somebody else does meanwhile, also past a failed look") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  InstanceUnderTest other = fixture.connect_as_user();
  fixture.fault({{"method", "GET"}, {"path", "/incidents/QSANDBOXINC007"}, {"status", 503}});
  auto waiting = std::async(std::launch::async, [&] {
    return instance.invoke("incident.wait_for", {{"incident", "QSANDBOXINC007"}, {"within", "30s"}});
  });
  while (requests(other, "GET /incidents/{id}") + requests(other, "GET /incidents/QSANDBOXINC007") == 0 &&
         waiting.wait_for(5ms) != std::future_status::ready) {
  }
  done(other, "incident.resolve", {{"incident", "QSANDBOXINC007"}});
  const Answer answer = waiting.get();
  REQUIRE_MESSAGE(answer.ok(), answer.text);
  CHECK(answer.json().at("incident").at("status") == "resolved");
}

TEST_CASE("incident.wait_for: ends when its time is over, and says how it stands") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::object input{{"incident", "QSANDBOXINC007"}};

  const Answer within = instance.invoke("incident.wait_for", with(input, {{"within", 3}}));
  CHECK(within.status == CALLOUT_E_DEADLINE);
  CHECK(within.member("incident_status") == "triggered");
  CHECK(within.member("detail").find("QSANDBOXINC007 is still triggered after ") != std::string::npos);
  CHECK(within.member("detail").ends_with(" s; waited for resolved"));
  CHECK(seconds_in(within.member("detail")) >= 2); // the last look is a quarter of the time before the end

  const Answer deadline =
      instance.invoke("incident.wait_for", input, {.deadline = std::chrono::steady_clock::now() + 3000ms});
  CHECK(deadline.status == CALLOUT_E_DEADLINE);
  CHECK(deadline.member("incident_status") == "triggered");
}

TEST_CASE("incident.wait_for: no look outlasts `within`, whatever holds it up") {
  struct Row {
    std::string_view name;
    json::value incident;
    json::object fault;
    std::string_view what;
  };

  const Row rows[] = {
      {"an answer that does not come", "QSANDBOXINC007", {{"delay_ms", 60'000}}, "incident QSANDBOXINC007"},
      {"a pause before the next attempt",
       "QSANDBOXINC007",
       {{"status", 503}, {"body", "{}"}, {"headers", json::object{{"Retry-After", "30"}}}},
       "incident QSANDBOXINC007"},
      {"a look for the incident's id", 1007, {{"delay_ms", 60'000}}, "the incident"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CuratedFixture fixture;
    InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"retry", json::object()}}));
    fixture.fault(with(row.fault, {{"path", "/incidents/"}, {"count", 5}}));
    const auto begin = std::chrono::steady_clock::now();
    const Answer answer = instance.invoke("incident.wait_for", {{"incident", row.incident}, {"within", 1}});
    CHECK(answer.status == CALLOUT_E_DEADLINE);
    const std::string detail = answer.member("detail");
    CAPTURE(detail);
    CHECK(detail.starts_with("pagerduty.incident.wait_for: " + std::string(row.what) +
                             " could not be looked at after "));
    CHECK(detail.ends_with(" s; waited for resolved"));
    CHECK(seconds_in(detail) >= 1);
    CHECK(std::chrono::steady_clock::now() - begin < 20s); // what holds it up lasts longer
  }
}

TEST_CASE("incident.wait_for: a cancel ends the pause") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  InstanceUnderTest other = fixture.connect_as_user();
  std::stop_source stop;
  auto waiting = std::async(std::launch::async, [&] {
    return instance.invoke("incident.wait_for", {{"incident", "QSANDBOXINC007"}}, {.stop = stop.get_token()});
  });
  CHECK(waiting.wait_for(100ms) == std::future_status::timeout); // it waits for what does not come
  stop.request_stop();
  CHECK(waiting.get().status == CALLOUT_E_CANCELLED);
}

TEST_CASE("incident.wait_for: what it cannot wait for") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  CHECK(instance.invoke("incident.wait_for", {{"incident", 999999}}).status == CALLOUT_E_NOT_FOUND);
  CHECK(instance.invoke("incident.wait_for", {{"incident", "QSANDBOXNONE1"}}).status == CALLOUT_E_NOT_FOUND);
  CHECK(instance.invoke("incident.wait_for", {{"incident", 1}, {"within", "soon"}}).member("pointer") ==
        "/within");
  CHECK(instance.invoke("incident.wait_for", {{"incident", 1}, {"status", "closed"}}).status ==
        CALLOUT_E_INVALID_ARGUMENT);
}

TEST_CASE("incident.timeline: the oldest first, compact, with people and notes") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::object incident{{"incident", "QSANDBOXINC007"}};
  done(instance, "incident.acknowledge", incident);
  done(instance, "incident.note", with(incident, {{"note", "Disk cleaned"}}));
  done(instance, "incident.reassign", with(incident, {{"users", "PUSER05"}}));
  done(instance, "incident.resolve", with(incident, {{"resolution", "Freed 40 GB"}}));
  const json::value timeline = done(instance, "incident.timeline", incident);
  CHECK(timeline.at("incident") == "QSANDBOXINC007");
  CHECK(timeline.at("truncated") == false);
  const json::array& entries = timeline.at("entries").as_array();
  json::array what;
  for (const json::value& entry : entries) {
    what.push_back(entry.at("what"));
  }
  CHECK(what == json::array{"trigger", "acknowledge", "annotate", "assign", "resolve"});
  CHECK(entries[2].at("note") == "Disk cleaned");
  CHECK(entries[3].at("to").at(0).at("id") == "PUSER05");
  CHECK(entries[4].at("note") == "Freed 40 GB");
  CHECK(entries[4].at("by").at("name").as_string().size() > 0);

  const json::value latest = done(instance, "incident.timeline", with(incident, {{"limit", 2}}));
  CHECK(latest.at("truncated") == true);
  CHECK(latest.at("entries").as_array().size() == 2);
  CHECK(latest.at("entries").at(1).at("what") == "resolve");
}

} // namespace callout::pagerduty::test
