#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace callout::rest {

/// What is wrong with a value by the keywords that limit a number's size, a text's length and pattern, and
/// the count of an array's items: "must be between 1 and 100, not `500`". `name` is the member's, for which
/// see shown(). Keywords for values of another type count for nothing.
std::vector<std::string>
limit_faults(const boost::json::object& schema, const boost::json::value& value, std::string_view name);

} // namespace callout::rest
