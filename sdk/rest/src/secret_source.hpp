#pragma once

#include <string>
#include <string_view>

#include <callout/rest/config_reader.hpp>

namespace callout::rest {

/// The secret that `name` tells the source of: {"env": NAME} or {"file": PATH}; empty when the member is
/// absent. The secret itself is refused: a config is shown and logged. So is a file that group or others can
/// read. Errors name member and source, never a value.
std::string read_secret(const ConfigReader& reader, std::string_view name);

} // namespace callout::rest
