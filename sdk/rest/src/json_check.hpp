#pragma once

#include <string_view>

namespace callout::rest {

/// Whether a text is one JSON value (RFC 8259) in UTF-8, nested no deeper than parse_json() allows, and
/// without numbers that no double can hold. Keeps nothing of it.
bool is_json(std::string_view text);

/// Whether a text is UTF-8, as JSON must be.
bool is_utf8(std::string_view text);

} // namespace callout::rest
