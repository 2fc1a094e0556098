#pragma once

/// YAML read strictly into JSON values: one document of plain data, with a place for every value.

#include <string_view>

#include <boost/json/value.hpp>
#include <callout/host/failure.hpp>

#include "yaml/yaml_positions.hpp"

namespace callout::host {

/// Reads one YAML 1.2 document. Plain scalars resolve by the core schema (YAML 1.2.2, section 10.3), quoted
/// ones are strings; empty text is null. Refused with file:line:column: syntax errors, text that is not
/// UTF-8, duplicate keys, keys that are not scalars, anchors, aliases, tags, a second document, numbers that
/// JSON cannot hold, more than 100 levels. `positions` may be null.
Result<boost::json::value>
read_yaml(std::string_view text, std::string_view file_name, YamlPositions* positions = nullptr);

} // namespace callout::host
