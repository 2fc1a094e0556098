#pragma once

/// Durations as people type them: "500ms", "30s", "2m", "1h".

#include <chrono>
#include <optional>
#include <string_view>

namespace callout::host::cli {

/// A whole positive number and its unit (ms, s, m, h), at most 30 days; nullopt for anything else.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

} // namespace callout::host::cli
