#pragma once

/// The schemas of curated actions' inputs.

#include <memory>
#include <optional>

#include <boost/json/object.hpp>
#include <callout/sdk/problem.hpp>

#include "curated/action.hpp"

namespace callout::pagerduty::curated {

/// The row's schema whole: with what it refers to in "$defs", which is the kinds of handle.hpp and `from`.
boost::json::object input_schema(const Action& action);

/// What is wrong with the input, as a problem whose "pointer" and "errors" say where: unknown members, with
/// the nearest known name, and whatever else the schema forbids. Thread-safe.
std::optional<sdk::Problem> check_input(const Action& action, const boost::json::object& input);

} // namespace callout::pagerduty::curated
