#pragma once

/// JSON as recordings hold and compare it.

#include <string>
#include <string_view>

#include "connections/redactor.hpp"

namespace callout::host {

/// One line of JSON for a recording. The values of members that are secret by their name (docs/cli.md,
/// "Recordings") and whatever the redactor knows are replaced; names of members that
/// become the same by it get a number: "[redacted]#2". Where nothing is, every number keeps its
/// digits. Text that is no JSON becomes a string.
std::string recorded_json(std::string_view text, const Redactor& redactor);

/// The same for the description of an action, whose schemas have members of such names that are no secrets:
/// only what the redactor knows is replaced.
std::string recorded_description(std::string_view text, const Redactor& redactor);

/// The same for JSON with the same meaning: members in order of their names, no white space. Text that is no
/// JSON stays as it is.
std::string canonical_json(std::string_view text);

/// Whether `given` is what was recorded, up to secrets: `[redacted]` in a recorded text stands for any part
/// of a text, also of a member's name. Both are canonical.
bool matches_recorded(std::string_view recorded, std::string_view given);

} // namespace callout::host
