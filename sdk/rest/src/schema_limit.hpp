#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace callout::rest {

/// What is wrong with a value by the keywords that limit a number's size, a text's length and pattern, and
/// the count of an array's items: "must be between 1 and 100, not `500`". For `pointer` see shown(). Of texts
/// above 4 KiB, and with patterns that cannot be read, the pattern is not checked. Keywords for values of
/// another type count for nothing.
std::vector<std::string>
limit_faults(const boost::json::object& schema, const boost::json::value& value, std::string_view pointer);

} // namespace callout::rest
