#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace callout::rest {

/// The value of a parameter as its schema would have it where the text that is sent is the same: the string
/// "5" as an integer, "true" as a boolean, 5 as a string; of an array, each item. Else the value as it is.
boost::json::value read_leniently(const boost::json::value& value, const boost::json::object& schema);

} // namespace callout::rest
