#pragma once

/// The environment of the process.

#include <optional>
#include <string>

#include "secret.hpp"

namespace callout::host {

/// The variable's value; nothing when it is not set.
std::optional<std::string> environment_variable(const std::string& name);

/// The variable's value, which is overwritten where it stood and taken out of the environment: neither a
/// child process nor /proc/PID/environ shows it any more. No other thread may use the environment meanwhile.
std::optional<Secret> take_environment_variable(const std::string& name);

/// The process runs with more rights than the user who started it (set-user-id, file capabilities), so
/// that what the environment says is not to be trusted.
bool has_elevated_privileges();

} // namespace callout::host
