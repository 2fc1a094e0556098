#pragma once

#include <cstdint>

#include <boost/json/object.hpp>
#include <callout/rest/operation.hpp>

namespace callout::pagerduty {

/// How much of what an input may hold is written.
enum class Extent : std::uint8_t {
  required, ///< nothing that may be left out
  /// What people would send: as `required`, but where a change requires nothing, some of what it may hold
  telling,
  everything ///< all that is the caller's to give
};

/// An input that fits the operation's schemas, with values that stand for PagerDuty's kinds of values
/// ("PABC123" for an id). `from` counts as optional, since the connection can give it.
boost::json::object example_input(const rest::Operation& operation, Extent extent);

} // namespace callout::pagerduty
