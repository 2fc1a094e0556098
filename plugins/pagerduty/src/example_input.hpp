#pragma once

#include <boost/json/object.hpp>

namespace callout::pagerduty {

/// The smallest input that a JSON Schema of an action's input describes: its required members, with values
/// that fit their schemas and stand for PagerDuty's kinds of values ("PABC123" for an id). `schema` holds
/// what it refers to in "$defs".
boost::json::object example_input(const boost::json::object& schema);

} // namespace callout::pagerduty
