#pragma once

/// Schedules of both kinds: those of /schedules, and the shift-based ones of /v3/schedules.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <callout/rest/result.hpp>

#include "curated/api.hpp"
#include "curated/moment.hpp"

namespace callout::pagerduty::curated {

enum class ScheduleKind : std::uint8_t { layered, shift_based };

/// Somebody's turn.
struct Shift {
  std::string user_id;
  boost::json::object user = {}; ///< as a layered schedule refers to the user
  std::string begin;             ///< as PagerDuty writes it
  std::string end;
  boost::json::object source = {}; ///< of a shift-based schedule: where the turn comes from
};

struct ScheduleView {
  ScheduleKind kind = ScheduleKind::layered;
  std::string id;
  std::string name;
  std::vector<Shift> shifts; ///< that overlap what was asked for, in PagerDuty's order
};

/// The id of the schedule that `given` names, of either kind. Problems as those of resolve().
rest::Result<std::string>
resolve_schedule(Api& api, const boost::json::value& given, std::string_view pointer);

/// The schedule with the turns in a span of time, whole also where they reach beyond it. CALLOUT_E_NOT_FOUND
/// when there is none of either kind.
rest::Result<ScheduleView> view_schedule(Api& api, const std::string& id, const Span& span);

} // namespace callout::pagerduty::curated
