// Shift-based schedules: /v3/schedules.
#include <algorithm>
#include <array>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/router.hpp"
#include "sandbox/store/rotation.hpp"

namespace callout::sandbox {
namespace {

json::object member(std::string_view user_id) {
  return {{"type", "user_member"}, {"user_id", user_id}};
}

std::string rotation_of(const json::object& schedule) {
  return std::string(text(schedule, "id")) + "R";
}

json::object shown_turn(const json::object& schedule, const Turn& turn) {
  return {{"type", "computed_shift_assignment"},
          {"start_time", to_timestamp(turn.start)},
          {"end_time", to_timestamp(turn.end)},
          {"member", member(turn.user_id)},
          {"source", {{"type", "schedule_rotation"}, {"rotation_id", rotation_of(schedule)}}}};
}

json::object final_schedule(const json::object& schedule, const std::vector<Turn>& turns) {
  json::array shown;
  for (const Turn& turn : turns) {
    shown.push_back(shown_turn(schedule, turn));
  }
  return {{"type", "final_schedule"},
          {"rendered_coverage_percentage", 100},
          {"computed_shift_assignments", std::move(shown)}};
}

Response list_schedules(Call& call) {
  std::vector<json::object> rows;
  for (const json::object& schedule : call.account.shift_schedules) {
    if (matches_query(call.request.query, schedule, "name")) {
      rows.push_back(reference_to(schedule));
    }
  }
  std::vector<const json::object*> found;
  std::transform(rows.begin(), rows.end(), std::back_inserter(found), [](const auto& row) { return &row; });
  return listed(call, "schedules", found);
}

Response get_schedule(Call& call) {
  const json::object* schedule = call.account.shift_schedules.find(call.ids[0]);
  if (schedule == nullptr) {
    return not_found();
  }
  const Parameters& query = call.request.query;
  const auto since = read_time(query, "since");
  const auto until = read_time(query, "until");
  if (!since || !until) {
    return since ? until.error() : since.error();
  }
  json::object shown;
  for (const char* name : {"id", "type", "name", "description", "time_zone", "self", "html_url"}) {
    shown[name] = schedule->at(name);
  }
  if (find_parameter(query, "include[]") == "final_schedule" && *since && *until) {
    auto turns = schedule_turns(call.account, *schedule, **since, **until);
    if (find_parameter(query, "overflow") != "true") {
      truncate(turns, **since, **until);
    }
    shown["final_schedule"] = final_schedule(*schedule, turns);
  }
  return wrapped(200, "schedule", std::move(shown));
}

/// An override as it is asked for.
struct Asked {
  std::string user;
  std::string replaced;
  TimePoint start;
  TimePoint end;
};

Result<Asked> read_override(const Call& call, const json::object& schedule, const json::object& given) {
  const json::object* user = child(given, "overriding_member");
  const json::object* replaced = child(given, "overridden_member");
  const auto start = parse_timestamp(text(given, "start_time"));
  const auto end = parse_timestamp(text(given, "end_time"));
  if (user == nullptr || replaced == nullptr || !start || !end || *end <= *start ||
      text(given, "rotation_id") != rotation_of(schedule)) {
    return invalid_input({"An override needs both members, its rotation, a start and an end behind it"});
  }
  if (call.account.users.find(text(*user, "user_id")) == nullptr) {
    return invalid_input({"User Not Found"});
  }
  return Asked{std::string(text(*user, "user_id")), std::string(text(*replaced, "user_id")), *start, *end};
}

bool is_on_call(const Call& call, const json::object& schedule, const Asked& asked) {
  const auto turns = schedule_turns(call.account, schedule, asked.start, asked.end);
  return std::all_of(
      turns.begin(), turns.end(), [&](const Turn& turn) { return turn.user_id == asked.replaced; });
}

Response create_overrides(Call& call) {
  const json::object* schedule = call.account.shift_schedules.find(call.ids[0]);
  const auto body = body_object(call.request);
  if (schedule == nullptr || !body) {
    return schedule == nullptr ? not_found() : body.error();
  }
  json::array made;
  for (const json::object* given : children(*body, "overrides")) {
    const auto asked = read_override(call, *schedule, *given);
    if (!asked) {
      return asked.error();
    }
    if (!is_on_call(call, *schedule, *asked)) {
      return invalid_input({"The overridden member is not on call in that time"});
    }
    json::object shown = *given;
    shown["id"] = call.account.next_id();
    call.account.overrides[call.ids[0]].push_back(
        {{"id", shown.at("id")},
         {"start", to_timestamp(asked->start)},
         {"end", to_timestamp(asked->end)},
         {"user", reference_to(*call.account.users.find(asked->user))}});
    call.account.count_effect("override.create");
    made.push_back(std::move(shown));
  }
  return made.empty() ? invalid_input({"/overrides must list at least one override"})
                      : wrapped(201, "overrides", std::move(made));
}

constexpr std::array routes{
    Route{"GET", "/v3/schedules", "", list_schedules},
    Route{"GET", "/v3/schedules/{}", "", get_schedule},
    Route{"POST", "/v3/schedules/{}/overrides", "", create_overrides},
};

} // namespace

std::span<const Route> shift_schedule_routes() {
  return routes;
}

} // namespace callout::sandbox
