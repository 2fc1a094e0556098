#pragma once

/// jq definitions that come before every program: they take away what reaches out of an expression, and stand
/// before the built-ins of libjq 1.6 that end the process when given bad data.

#include <string_view>

namespace callout::host::workflow {

/// jq source, ending in a line break. Its definitions win over the built-ins for the expressions behind it.
std::string_view guard_definitions();

/// Largest array index that an expression may assign to, and largest string that `*` may make, in bytes:
/// libjq fills the memory in one step that nothing can interrupt.
constexpr int max_assigned_index = 10'000'000;
constexpr int max_repeated_bytes = 64 * 1024 * 1024;

} // namespace callout::host::workflow
