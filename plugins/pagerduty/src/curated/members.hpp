#pragma once

/// Reading the JSON that PagerDuty answers with: what is not there, or of another type, reads as empty.

#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace callout::pagerduty::curated {

std::string_view text_of(const boost::json::object& object, std::string_view name);

/// A reference as we show it: {"id", "name"}, where PagerDuty says "summary" for the name.
boost::json::object brief_of(const boost::json::object& reference);

/// nullptr when there is none.
const boost::json::object* object_of(const boost::json::object& object, std::string_view name);
const boost::json::object* object_of(const boost::json::value& value, std::string_view name);

const boost::json::array& list_of(const boost::json::object& object, std::string_view name);
const boost::json::array& list_of(const boost::json::value& value, std::string_view name);

} // namespace callout::pagerduty::curated
