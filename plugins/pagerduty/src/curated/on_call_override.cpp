// Putting somebody else on call for a while.
#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "curated/members.hpp"
#include "curated/oncall_actions.hpp"
#include "curated/resolve.hpp"
#include "curated/schedule_shifts.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

/// Who takes over when.
struct Turn {
  std::string user_id;
  Span span;
};

sdk::Problem refused(const Api& api, const json::array& errors) {
  const bool told = !errors.empty() && errors.front().is_string();
  sdk::Problem problem =
      api.refuse("/schedule",
                 "took no override",
                 told ? "PagerDuty says: " + std::string(errors.front().get_string()) : std::string());
  problem.members["errors"] = errors;
  return problem;
}

// One answer for several overrides, each with a status of its own: 201 around a refusal.
rest::Result<json::array> overrides_of(const Api& api, const json::value& answer) {
  json::array made;
  for (const json::value& entry : answer.is_array() ? answer.get_array() : json::array{answer}) {
    const json::object* const override_made = object_of(entry, "override");
    const json::array& errors = list_of(entry, "errors");
    if (override_made == nullptr || !errors.empty()) {
      return refused(api, errors);
    }
    made.emplace_back(*override_made);
  }
  return made;
}

sdk::Reply shown(const ScheduleView& schedule, const rest::Result<json::array>& overrides) {
  if (!overrides) {
    return overrides.error();
  }
  return json::value{{"schedule", {{"id", schedule.id}, {"name", schedule.name}}}, {"overrides", *overrides}};
}

sdk::Reply override_layered(Api& api, const ScheduleView& schedule, const Turn& turn) {
  json::object wanted{{"start", to_text(turn.span.begin)}, {"end", to_text(turn.span.end)}};
  wanted["user"] = json::object{{"id", turn.user_id}, {"type", facts_of(Kind::user).reference}};
  const auto answer =
      api.call("createScheduleOverride",
               {{"id", schedule.id}, {"overrides", json::array{json::value(std::move(wanted))}}});
  return answer ? shown(schedule, overrides_of(api, *answer)) : sdk::Reply(answer.error());
}

json::object member(std::string_view user_id) {
  return {{"type", "user_member"}, {"user_id", user_id}};
}

// Where the turn comes from: a rotation, or a shift of its own.
void add_source(json::object& shift, const json::object& source) {
  if (const std::string_view rotation = text_of(source, "rotation_id"); !rotation.empty()) {
    shift["rotation_id"] = rotation;
  } else if (const std::string_view custom = text_of(source, "shift_id"); !custom.empty()) {
    shift["custom_shift_id"] = custom;
  }
}

// A shift-based schedule wants to know for each turn whom the other one replaces.
sdk::Reply override_shifts(Api& api, const ScheduleView& schedule, const Turn& turn) {
  json::array wanted;
  for (const Shift& shift : schedule.shifts) {
    if (shift.user_id == turn.user_id) {
      continue;
    }
    json::object replaced{
        {"type", "override_shift"},
        {"start_time",
         to_text(std::max(turn.span.begin, read_moment(shift.begin).value_or(turn.span.begin)))},
        {"end_time", to_text(std::min(turn.span.end, read_moment(shift.end).value_or(turn.span.end)))},
        {"overridden_member", member(shift.user_id)},
        {"overriding_member", member(turn.user_id)}};
    add_source(replaced, shift.source);
    wanted.emplace_back(std::move(replaced));
  }
  if (wanted.empty()) {
    return api.refuse("/schedule",
                      "has nobody else on call in that time, so that there is nothing to override");
  }
  const auto answer = api.call("createOverrides", {{"id", schedule.id}, {"overrides", std::move(wanted)}});
  if (!answer) {
    return answer.error();
  }
  return shown(schedule, list_of(*answer, "overrides"));
}

} // namespace

sdk::Reply override_schedule(Api& api, const json::object& input) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto span = read_span(api, input, now);
  if (!span) {
    return span.error();
  }
  const auto schedule = resolve_schedule(api, input.at("schedule"), "/schedule");
  if (!schedule) {
    return schedule.error();
  }
  const auto user = resolve(api, Kind::user, input.at("user"), "/user");
  if (!user) {
    return user.error();
  }
  auto view = view_schedule(api, *schedule, *span);
  if (!view) {
    return view.error();
  }
  view->id = *schedule;
  const Turn turn{*user, *span};
  return view->kind == ScheduleKind::layered ? override_layered(api, *view, turn)
                                             : override_shifts(api, *view, turn);
}

} // namespace callout::pagerduty::curated
