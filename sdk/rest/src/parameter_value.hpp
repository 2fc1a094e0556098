#pragma once

#include <string>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>
#include <callout/rest/operation.hpp>

namespace callout::rest {

/// Why a value does not fit its parameter.
struct ValueFault {
  std::string pointer; ///< below the parameter: "" or "/2"
  std::string text;    ///< "must be an integer, not an array"
};

/// The value as it is sent, once per entry of a list; a single value stands for a list of one. A path, a
/// query and a header hold text only, so that numbers and booleans are also taken as text ("10", "true"),
/// and whole numbers where a text is wanted. Checks the schema's type and enum.
std::variant<std::vector<std::string>, ValueFault> parameter_texts(const Parameter& parameter,
                                                                   const boost::json::value& value);

} // namespace callout::rest
