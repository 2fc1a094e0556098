#pragma once

/// From what people have at hand to PagerDuty's ids.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <callout/rest/result.hpp>

#include "curated/api.hpp"
#include "curated/handle.hpp"

namespace callout::pagerduty::curated {

/// Where a handle stands in the action's input, and what it names.
struct Site {
  Kind kind;
  std::string_view pointer;

  [[nodiscard]] const KindFacts& facts() const { return facts_of(kind); }
};

/// How a list's items are searched: by which member, for which text.
struct Wanted {
  std::string_view member;
  std::string_view text;
};

/// The id of the one item that is wanted: the one that has the text exactly, else whatever the case. Nullopt
/// when none has it, CALLOUT_E_INVALID_ARGUMENT with "candidates" when several have.
rest::Result<std::optional<std::string>>
pick(const Api& api, const Site& site, const boost::json::array& items, const Wanted& wanted);

/// The id of what `given` names (see read_handle()). Looks up only what it must: an id or an address is taken
/// as it is. `pointer` says where in the action's input it stands. Problems besides those of the look-up:
/// CALLOUT_E_INVALID_ARGUMENT when it is unusable, when several have the name ("candidates": [{"id", "name",
/// "url"}]), or when `me` belongs to no user; CALLOUT_E_NOT_FOUND when none has it, with the nearest ones as
/// "candidates".
rest::Result<std::string>
resolve(Api& api, Kind kind, const boost::json::value& given, std::string_view pointer);

/// The same as {"id", "type": "<kind>_reference"}.
rest::Result<boost::json::object>
resolve_reference(Api& api, Kind kind, const boost::json::value& given, std::string_view pointer);

/// The users that `given` names, one or several, as an incident's "assignments".
rest::Result<boost::json::array>
resolve_assignments(Api& api, const boost::json::value& given, std::string_view pointer);

/// The ids of one or, in an array, several.
rest::Result<std::vector<std::string>>
resolve_all(Api& api, Kind kind, const boost::json::value& given, std::string_view pointer);

} // namespace callout::pagerduty::curated
