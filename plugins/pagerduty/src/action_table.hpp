#pragma once

/// The catalog's rows as actions that people and tools can look up.

#include <optional>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <callout/rest/operation.hpp>

namespace callout::pagerduty {

/// "read", "write" or "destructive".
std::string_view risk_name(rest::Risk risk);

/// Every row for the manifest: name, title, tags, risk, scope, idempotent, deprecated.
boost::json::array action_rows();

/// A row with description, input_schema and example; nullopt when the catalog has none of that name.
std::optional<boost::json::object> describe_action(std::string_view name);

} // namespace callout::pagerduty
