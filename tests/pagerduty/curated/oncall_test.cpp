#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "curated/moment.hpp"
#include "curated/on_call_roster.hpp"
#include "curated_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

json::value on_call(std::int64_t level, std::string_view user, std::string_view schedule, json::value end) {
  json::value row{{"escalation_level", level},
                  {"user", {{"id", user}, {"summary", user}, {"html_url", "https://x.example"}}},
                  {"schedule", nullptr},
                  {"end", std::move(end)}};
  if (!schedule.empty()) {
    row.as_object()["schedule"] = json::object{{"id", schedule}, {"summary", schedule}};
  }
  return row;
}

std::string ids(const json::value& users) {
  std::string text;
  for (const json::value& user : users.as_array()) {
    text.append(text.empty() ? "" : " ").append(user.at("id").as_string());
  }
  return text;
}

// In how many hours, as PagerDuty writes it.
std::string in_hours(int hours) {
  return curated::to_text(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) +
                          std::chrono::hours(hours));
}

} // namespace

TEST_CASE("Roster: levels in order, everybody once a level, with the later end") {
  curated::Roster roster;
  for (const json::value& row : {on_call(2, "B", "", nullptr),
                                 on_call(1, "A", "S1", "2026-03-01T00:00:00Z"),
                                 on_call(1, "A", "S2", "2026-03-01T01:00:00+02:00"),
                                 on_call(1, "A", "S1", "2026-03-01T00:00:00Z"),
                                 on_call(1, "C", "S1", "2026-03-01T00:00:00Z"),
                                 on_call(1, "C", "", nullptr),
                                 on_call(3, "A", "", nullptr),
                                 json::value("no entry")}) {
    roster.add_on_call(row);
  }
  const json::array levels = roster.levels();
  REQUIRE(levels.size() == 3);
  CHECK(levels.at(0).at("level") == 1);
  CHECK(ids(levels.at(0).at("users")) == "A C");
  const json::value& first = levels.at(0).at("users").at(0);
  CHECK(ids(first.at("schedules")) == "S1 S2");
  CHECK(first.at("until") == "2026-03-01T00:00:00Z");
  CHECK(levels.at(0).at("users").at(1).at("until").is_null());
  CHECK(ids(json::value(roster.users())) == "A C B");
}

TEST_CASE("oncall.now: service, escalation policy and schedule, by name, id or address") {
  struct Row {
    json::object input;
    std::size_t levels;
    std::string_view last_user; // those of schedules turn with the days
  };

  const Row rows[] = {
      {{{"service", "Checkout API"}}, 2, "PUSER05"},
      {{{"service", "https://sandbox.pagerduty.com/service-directory/PSERV03"}}, 2, "PUSER04"},
      {{{"escalation_policy", "PESCP03"}}, 1, "PUSER03"},
      {{{"escalation_policy", "data, best effort"}}, 1, "PUSER03"},
      {{{"schedule", "Platform primary"}}, 1, ""},
      {{{"schedule", "PSCHED2"}}, 1, ""},
      {{{"schedule", "data shifts"}}, 1, ""},
      {{{"schedule", "https://sandbox.pagerduty.com/schedules/PSCHED3"}}, 1, ""},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const json::value answer = done(instance, "oncall.now", row.input);
    CHECK(answer.at("levels").as_array().size() == row.levels);
    CHECK(ids(answer.at("users")).ends_with(row.last_user));
    const json::value& someone = answer.at("users").at(0);
    CHECK(someone.at("name").as_string().size() > 5);
  }
}

TEST_CASE("oncall.now: a schedule of either kind has the end of the turn, not of what was asked for") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  for (const std::string_view schedule : {"PSCHED1", "PSCHED3"}) {
    CAPTURE(schedule);
    const json::value answer = done(instance, "oncall.now", {{"schedule", schedule}});
    const json::value& someone = answer.at("levels").at(0).at("users").at(0);
    CHECK(std::string_view(someone.at("until").as_string()).ends_with("T00:00:00Z")); // a day each
  }
}

TEST_CASE("oncall.now: wants exactly one thing, and one that is there") {
  struct Row {
    json::object input;
    callout_status status;
  };

  const Row rows[] = {
      {{}, CALLOUT_E_INVALID_ARGUMENT},
      {{{"service", "Search"}, {"schedule", "PSCHED1"}}, CALLOUT_E_INVALID_ARGUMENT},
      {{{"schedule", "Nobody's"}}, CALLOUT_E_NOT_FOUND},
      {{{"schedule", "PNONE01"}}, CALLOUT_E_NOT_FOUND},
      {{{"service", "Serch"}}, CALLOUT_E_NOT_FOUND},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const Answer answer = instance.invoke("oncall.now", row.input);
    CHECK(answer.status == row.status);
    if (row.status == CALLOUT_E_INVALID_ARGUMENT) {
      CHECK(answer.member("detail") ==
            "pagerduty.oncall.now: must have one of `service`, `escalation_policy` and `schedule`");
    }
  }
}

TEST_CASE("oncall.override: takes a schedule over, of either kind") {
  for (const std::string_view schedule : {"Platform primary", "Data shifts"}) {
    CAPTURE(schedule);
    CuratedFixture fixture;
    InstanceUnderTest instance = fixture.connect();
    const json::object input{{"schedule", schedule}, {"user", "automation@example.com"}, {"duration", "30h"}};
    const json::value made = done(instance, "oncall.override", input);
    CHECK(!made.at("overrides").as_array().empty());
    CHECK(made.at("schedule").at("name") == json::value(schedule));
    const json::value now = done(instance, "oncall.now", {{"schedule", schedule}});
    CHECK(ids(now.at("users")) == "PUSER06");
  }
}

TEST_CASE("oncall.override: a shift-based schedule is overridden turn by turn, within the time") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  const std::string begin = in_hours(1);
  const std::string end = in_hours(49); // days: two ends of turns lie between
  const json::value made =
      done(instance,
           "oncall.override",
           {{"schedule", "PSCHED3"}, {"user", "PUSER06"}, {"start", begin}, {"until", end}});
  const json::array& overrides = made.at("overrides").as_array();
  REQUIRE(overrides.size() == 3);
  CHECK(overrides.front().at("start_time").as_string() == begin);
  CHECK(overrides.back().at("end_time").as_string() == end);
}

TEST_CASE("oncall.override: what PagerDuty refuses inside a success is a problem") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  const Answer answer =
      instance.invoke("oncall.override",
                      {{"schedule", "PSCHED1"}, {"user", json::object{{"id", "PNOBODY"}}}, {"duration", 60}});
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.member("hint") == "PagerDuty says: User Not Found");
}

TEST_CASE("oncall.override: the time must be clear and not past") {
  struct Row {
    json::object times;
    std::string_view pointer;
  };

  const Row rows[] = {
      {{}, "/duration"},
      {{{"duration", "1h"}, {"until", in_hours(1)}}, "/duration"},
      {{{"duration", "soon"}}, "/duration"},
      {{{"until", "tomorrow"}}, "/until"},
      {{{"until", in_hours(-1)}}, "/until"},
      {{{"start", in_hours(2)}, {"until", in_hours(1)}}, "/until"},
      {{{"start", in_hours(-3)}, {"duration", "1h"}}, "/duration"},
      {{{"start", "2026-13-01T00:00:00Z"}, {"duration", "1h"}}, "/start"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  for (const Row& row : rows) {
    CAPTURE(row.times);
    const Answer answer =
        instance.invoke("oncall.override", with(row.times, {{"schedule", "PSCHED1"}, {"user", "PUSER06"}}));
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(answer.member("pointer") == row.pointer);
  }
  CHECK(fixture.log_text().find("overrides") == std::string::npos);
}

} // namespace callout::pagerduty::test
