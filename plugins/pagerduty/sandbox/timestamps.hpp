#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace callout::sandbox {

using TimePoint = std::chrono::system_clock::time_point;

/// "2026-01-31T09:30:00Z": one width and zone, so that texts compare as moments do.
std::string to_timestamp(TimePoint moment);

/// Reads an ISO 8601 date, or date and time with an optional fraction and offset; UTC when no offset is
/// given.
std::optional<TimePoint> parse_timestamp(std::string_view text);

} // namespace callout::sandbox
