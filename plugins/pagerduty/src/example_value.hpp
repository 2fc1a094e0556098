#pragma once

/// Values that fit a schema and look like PagerDuty's.

#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace callout::pagerduty {

/// The JSON type that a schema allows: what it says, the first of several, or what its other words imply.
std::string_view type_of(const boost::json::object& schema);

/// A string, number or boolean for a schema of such a type, within its bounds. `name` is the member's:
/// "PABC123" stands for an id.
boost::json::value plain_value(const boost::json::object& schema, std::string_view name);

/// The value that a schema names itself (const, enum, examples, default), or nullptr.
const boost::json::value* named_value(const boost::json::object& schema);

} // namespace callout::pagerduty
