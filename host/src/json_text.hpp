#pragma once

/// JSON handled as text, so that every number leaves with the digits it came with.

#include <string>
#include <string_view>
#include <vector>

#include <callout/host/failure.hpp>

namespace callout::host {

/// A member of an object, its value as compact JSON text.
struct RawMember {
  std::string name;
  std::string value;
};

/// The same JSON over several lines, two spaces a level. CALLOUT_E_INVALID_ARGUMENT when it is none.
Result<std::string> indent_json(std::string_view text);

/// The same JSON without white space. A failure's detail names `what` with line and column, and quotes
/// nothing of the text.
Result<std::string> compact_json(std::string_view text, std::string_view what);

/// The members of a JSON object in their order; `what` as above. Not an object, or a member that is there
/// twice (RFC 7493, section 2.3): CALLOUT_E_INVALID_ARGUMENT.
Result<std::vector<RawMember>> split_object(std::string_view text, std::string_view what);

/// The elements of a JSON array, each as compact JSON text; `what` as above.
Result<std::vector<std::string>> split_array(std::string_view text, std::string_view what);

/// Whether a text is UTF-8, which JSON must be.
bool is_utf8(std::string_view text);

/// Valid JSON with its line breaks, which only stand between tokens, turned into spaces.
std::string on_one_line(std::string_view json);

} // namespace callout::host
