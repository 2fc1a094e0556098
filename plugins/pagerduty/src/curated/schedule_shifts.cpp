#include "curated/schedule_shifts.hpp"

#include <utility>

#include <boost/algorithm/string/predicate.hpp>

#include "curated/members.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

const json::object& schedule_of(const json::value& answer) {
  static const json::object none;
  const json::object* const schedule = object_of(answer, "schedule");
  return schedule != nullptr ? *schedule : none;
}

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

// Of the shift-based schedules that the text narrows the list to, the one of that name.
rest::Result<std::string> find_shift_based(Api& api, const std::string& name, const sdk::Problem& missing) {
  const auto answer = api.call("listSchedulesV3", {{"query", name}});
  if (!answer) {
    return answer.error().status == CALLOUT_E_NOT_FOUND ? missing : answer.error();
  }
  std::vector<std::string_view> ids;
  for (const json::value& entry : list_of(*answer, "schedules")) {
    const json::object* const schedule = entry.if_object();
    if (schedule != nullptr &&
        boost::algorithm::iequals(text_of(*schedule, "summary"), name, std::locale::classic())) {
      ids.push_back(text_of(*schedule, "id"));
    }
  }
  return ids.size() == 1 ? rest::Result<std::string>(std::string(ids.front())) : missing;
}

} // namespace

rest::Result<std::string> resolve_schedule(Api& api, const json::value& given, std::string_view pointer) {
  auto found = resolve(api, Kind::schedule, given, pointer);
  if (found || found.error().status != CALLOUT_E_NOT_FOUND) {
    return found;
  }
  return find_shift_based(api, read_handle(Kind::schedule, given).text, found.error());
}

rest::Result<ScheduleView> view_schedule(Api& api, const std::string& id, const Span& span) {
  json::object input{{"id", id}, {"since", to_text(span.begin)}, {"until", to_text(span.end)}};
  const auto layered = api.call("getSchedule", input);
  if (layered) {
    return view_of(schedule_of(*layered), ScheduleKind::layered, span);
  }
  if (layered.error().status != CALLOUT_E_NOT_FOUND) {
    return layered.error();
  }
  input["include"] = json::array{"final_schedule"};
  const auto shift_based = api.call("getScheduleV3", input);
  if (!shift_based) {
    return shift_based.error().status == CALLOUT_E_NOT_FOUND ? layered.error() : shift_based.error();
  }
  return view_of(schedule_of(*shift_based), ScheduleKind::shift_based, span);
}

} // namespace callout::pagerduty::curated
