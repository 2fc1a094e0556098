#pragma once

/// An action's input from what was typed: `key=value`, `key.member=value`, `key:=JSON`.

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>
#include <callout/host/failure.hpp>

namespace callout::host::cli {

/// One argument taken apart. Not yet compared with any schema.
struct Assignment {
  enum class Form { text, json };
  std::string path; ///< "incident.title"
  std::string value;
  Form form = Form::text;
};

/// CALLOUT_E_INVALID_ARGUMENT when it has no "=" or nothing before it.
Result<Assignment> parse_assignment(std::string_view argument);

/// `base` (a JSON object as text) with the assignments on top, as JSON text.
///
/// The schema decides what a text becomes: integer, number, boolean, null, or a string where it admits
/// strings or says nothing. Where it wants an array the text is one element and a repeated key appends; the
/// first of them replaces what `base` has. A dot steps into an object, unless the schema has a member of
/// that very name. CALLOUT_E_INVALID_ARGUMENT names the key and what it wants.
Result<std::string> build_input(std::string_view base,
                                const std::vector<Assignment>& assignments,
                                const boost::json::value& schema);

} // namespace callout::host::cli
