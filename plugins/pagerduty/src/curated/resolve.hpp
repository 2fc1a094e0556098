#pragma once

/// From what people have at hand to PagerDuty's ids.

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

/// The ids of one or, in an array, several.
rest::Result<std::vector<std::string>>
resolve_all(Api& api, Kind kind, const boost::json::value& given, std::string_view pointer);

} // namespace callout::pagerduty::curated
