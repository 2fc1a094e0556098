#include "curated/schedule_shifts.hpp"

#include <optional>
#include <utility>

#include "curated/members.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

bool overlaps(const Shift& shift, const Span& span) {
  const auto begin = read_moment(shift.begin);
  const auto end = read_moment(shift.end);
  return (!begin || *begin < span.end) && (!end || *end > span.begin);
}

Shift layered_shift(const json::object& entry) {
  Shift shift{.user_id = {},
              .begin = std::string(text_of(entry, "start")),
              .end = std::string(text_of(entry, "end"))};
  if (const json::object* const user = object_of(entry, "user")) {
    shift.user_id = text_of(*user, "id");
    shift.user = *user;
  }
  return shift;
}

// A slot may be left empty on purpose.
Shift assigned_shift(const json::object& entry) {
  Shift shift{.user_id = {},
              .begin = std::string(text_of(entry, "start_time")),
              .end = std::string(text_of(entry, "end_time"))};
  if (const json::object* const member = object_of(entry, "member")) {
    shift.user_id = text_of(*member, "user_id");
  }
  if (const json::object* const source = object_of(entry, "source")) {
    shift.source = *source;
  }
  return shift;
}

ScheduleView view_of(const json::object& schedule, ScheduleKind kind, const Span& span) {
  ScheduleView view{.kind = kind,
                    .id = std::string(text_of(schedule, "id")),
                    .name = std::string(text_of(schedule, "name")),
                    .shifts = {}};
  const bool layered = kind == ScheduleKind::layered;
  const json::object* const rendered = object_of(schedule, "final_schedule");
  const std::string_view list = layered ? "rendered_schedule_entries" : "computed_shift_assignments";
  for (const json::value& entry : list_of(rendered != nullptr ? *rendered : schedule, list)) {
    if (!entry.is_object()) {
      continue;
    }
    Shift shift = layered ? layered_shift(entry.get_object()) : assigned_shift(entry.get_object());
    if (!shift.user_id.empty() && overlaps(shift, span)) {
      view.shifts.push_back(std::move(shift));
    }
  }
  return view;
}

// The shift-based schedule of that name; nullopt when there is none, or no such schedules at all.
rest::Result<std::optional<std::string>>
find_shift_based(Api& api, const Site& site, const std::string& name) {
  const auto listed = api.list("listSchedulesV3", {{"query", name}});
  if (!listed) {
    return listed.error().status == CALLOUT_E_NOT_FOUND
               ? rest::Result<std::optional<std::string>>(std::nullopt)
               : listed.error();
  }
  return pick(api, site, *listed, {"summary", name});
}

} // namespace

rest::Result<std::string> resolve_schedule(Api& api, const json::value& given, std::string_view pointer) {
  auto found = resolve(api, Kind::schedule, given, pointer);
  if (found || found.error().status != CALLOUT_E_NOT_FOUND) {
    return found;
  }
  auto shift_based =
      find_shift_based(api, {Kind::schedule, pointer}, read_handle(Kind::schedule, given).text);
  if (!shift_based) {
    return shift_based.error();
  }
  return *shift_based ? rest::Result<std::string>(std::move(**shift_based)) : found;
}

rest::Result<ScheduleView> view_schedule(Api& api, const std::string& id, const Span& span) {
  // Without `overflow` PagerDuty cuts the turns at both ends.
  json::object input{
      {"id", id}, {"since", to_text(span.begin)}, {"until", to_text(span.end)}, {"overflow", true}};
  const auto layered = api.read("getSchedule", input, "schedule");
  if (layered) {
    return view_of(*layered, ScheduleKind::layered, span);
  }
  if (layered.error().status != CALLOUT_E_NOT_FOUND) {
    return layered.error();
  }
  input["include"] = json::array{"final_schedule"};
  const auto shift_based = api.read("getScheduleV3", input, "schedule");
  if (!shift_based) {
    return shift_based.error().status == CALLOUT_E_NOT_FOUND ? layered.error() : shift_based.error();
  }
  return view_of(*shift_based, ScheduleKind::shift_based, span);
}

} // namespace callout::pagerduty::curated
