#pragma once

/// One action as a page for reading.

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "commands.hpp"
#include "palette.hpp"

namespace callout::host::cli {

/// Title, facts, description, a table of what its input_schema takes, and an example to paste.
/// `action` is what a plugin's describe says of it; `connection` stands in the example.
std::string
action_page(const boost::json::object& action, std::string_view connection, const Palette& palette);

/// A `callout invoke` line, quoted for a POSIX shell, that makes this very input under this input_schema.
std::string invocation_example(const ActionName& name,
                               const boost::json::object& input,
                               const boost::json::value& schema);

} // namespace callout::host::cli
