#pragma once

/// The environment of the process.

#include <optional>
#include <string>

namespace callout::host {

/// The variable's value; nothing when it is not set.
std::optional<std::string> environment_variable(const std::string& name);

/// The process runs with more rights than the user who started it (set-user-id, file capabilities), so
/// that what the environment says is not to be trusted.
bool has_elevated_privileges();

} // namespace callout::host
