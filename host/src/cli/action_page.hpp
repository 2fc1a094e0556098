#pragma once

/// One action as a page for reading.

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "palette.hpp"

namespace callout::host::cli {

/// Title, facts, description, a table of what its input_schema takes, and an example to paste.
/// `action` is what a plugin's describe says of it; `connection` stands in the example.
std::string
action_page(const boost::json::object& action, std::string_view connection, const Palette& palette);

/// The input as arguments of `callout invoke CONNECTION.ACTION`, quoted for a POSIX shell.
std::string
invocation_example(std::string_view connection, std::string_view action, const boost::json::object& input);

} // namespace callout::host::cli
