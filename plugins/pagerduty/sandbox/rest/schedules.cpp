#include <algorithm>
#include <array>
#include <set>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/router.hpp"
#include "sandbox/store/rotation.hpp"

namespace callout::sandbox {
namespace {

struct Range {
  TimePoint from;
  TimePoint until;
};

// `since` and `until`; two weeks from now unless given.
Result<Range> read_range(const Call& call) {
  const auto since = read_time(call.request.query, "since");
  const auto until = read_time(call.request.query, "until");
  if (!since || !until) {
    return since ? until.error() : since.error();
  }
  const TimePoint from = since->value_or(call.account.now);
  const Range range{from, until->value_or(from + std::chrono::hours(24 * 14))};
  if (range.until < range.from || range.until - range.from > std::chrono::hours(24 * 92)) {
    return invalid_input({"'until' must follow 'since' by at most three months"});
  }
  return range;
}

json::object shown_turn(const Account& account, const Turn& turn) {
  const json::object* user = account.users.find(turn.user_id);
  return {{"start", to_timestamp(turn.start)},
          {"end", to_timestamp(turn.end)},
          {"user", user != nullptr ? json::value(reference_to(*user)) : json::value()}};
}

Response list_schedules(Call& call) {
  std::vector<const json::object*> found;
  for (const json::object& schedule : call.account.schedules) {
    if (matches_query(call.request.query, schedule, "name")) {
      found.push_back(&schedule);
    }
  }
  return listed(call, "schedules", found);
}

Response get_schedule(Call& call) {
  const json::object* schedule = call.account.schedules.find(call.ids[0]);
  if (schedule == nullptr) {
    return not_found();
  }
  const auto range = read_range(call);
  if (!range) {
    return range.error();
  }
  auto rendered = schedule_turns(call.account, *schedule, range->from, range->until);
  if (find_parameter(call.request.query, "overflow") != "true") {
    truncate(rendered, range->from, range->until);
  }
  json::array turns;
  for (const Turn& turn : rendered) {
    turns.push_back(shown_turn(call.account, turn));
  }
  json::object whole = *schedule;
  json::object final_schedule{{"name", "Final Schedule"}, {"rendered_coverage_percentage", 100}};
  final_schedule["rendered_schedule_entries"] = std::move(turns);
  whole["final_schedule"] = std::move(final_schedule);
  return wrapped(200, "schedule", std::move(whole));
}

Response list_overrides(Call& call) {
  if (call.account.schedules.find(call.ids[0]) == nullptr) {
    return not_found();
  }
  if (!find_parameter(call.request.query, "since") || !find_parameter(call.request.query, "until")) {
    return invalid_input({"'since' and 'until' are required"});
  }
  const auto range = read_range(call);
  if (!range) {
    return range.error();
  }
  json::array shown;
  for (const json::value& entry : call.account.overrides[call.ids[0]]) {
    if (text(entry.as_object(), "end") > to_timestamp(range->from) &&
        text(entry.as_object(), "start") < to_timestamp(range->until)) {
      shown.push_back(entry);
    }
  }
  return wrapped(200, "overrides", std::move(shown));
}

// One entry of the answer: what was made, or why not.
json::object make_override(Call& call, const json::object& given) {
  const auto start = parse_timestamp(text(given, "start"));
  const auto end = parse_timestamp(text(given, "end"));
  const json::object* user = call.account.users.find(reference_id(given, "user"));
  json::array errors;
  if (!start || !end) {
    errors.push_back("Override needs a start and an end");
  } else if (*end <= *start) {
    errors.push_back("Override must end after its start");
  }
  if (user == nullptr) {
    errors.push_back("User Not Found");
  }
  if (!errors.empty()) {
    return {{"status", 400}, {"errors", std::move(errors)}, {"override", given}};
  }
  json::object made{{"id", call.account.next_id()},
                    {"start", to_timestamp(*start)},
                    {"end", to_timestamp(*end)},
                    {"user", reference_to(*user)}};
  call.account.overrides[call.ids[0]].push_back(made);
  call.account.count_effect("override.create");
  return {{"status", 201}, {"override", std::move(made)}};
}

Response create_overrides(Call& call) {
  if (call.account.schedules.find(call.ids[0]) == nullptr) {
    return not_found();
  }
  const auto body = body_object(call.request);
  if (!body) {
    return body.error();
  }
  if (const json::object* single = child(*body, "override")) { // the older form of the request
    const json::object made = make_override(call, *single);
    return made.contains("errors") ? invalid_input({std::string(made.at("errors").at(0).as_string())})
                                   : wrapped(201, "override", made.at("override"));
  }
  json::array results;
  for (const json::object* given : children(*body, "overrides")) {
    results.push_back(make_override(call, *given));
  }
  if (results.empty()) {
    return invalid_input({"/overrides must list at least one override"});
  }
  return json_response(201, results);
}

Response list_schedule_users(Call& call) {
  const json::object* schedule = call.account.schedules.find(call.ids[0]);
  if (schedule == nullptr) {
    return not_found();
  }
  const auto range = read_range(call);
  if (!range) {
    return range.error();
  }
  std::set<std::string> ids;
  for (const Turn& turn : schedule_turns(call.account, *schedule, range->from, range->until)) {
    ids.insert(turn.user_id);
  }
  json::array users;
  for (const std::string& id : ids) {
    users.push_back(*call.account.users.find(id));
  }
  return wrapped(200, "users", std::move(users));
}

constexpr std::array routes{
    Route{"GET", "/schedules", "schedules.read", list_schedules},
    Route{"GET", "/schedules/{}", "schedules.read", get_schedule},
    Route{"GET", "/schedules/{}/overrides", "schedules.read", list_overrides},
    Route{"POST", "/schedules/{}/overrides", "schedules.write", create_overrides},
    Route{"GET", "/schedules/{}/users", "users.read", list_schedule_users},
};

} // namespace

std::span<const Route> schedule_routes() {
  return routes;
}

} // namespace callout::sandbox
