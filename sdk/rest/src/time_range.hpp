#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callout::rest {

/// A span of time, both ends included: what lies on the border of two is in both.
struct TimeRange {
  std::chrono::sys_seconds since;
  std::chrono::sys_seconds until;

  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// ISO 8601: "2026-11-24", "2026-11-24T12:00:00Z", "...+02:00"; without an offset it is UTC. Fractions of a
/// second are dropped. Nullopt for anything else.
std::optional<std::chrono::sys_seconds> parse_time(std::string_view text);

/// "2026-11-24T12:00:00Z"
std::string format_time(std::chrono::sys_seconds time);

/// Both halves, the earlier first; nullopt when it is too short to split.
std::optional<std::pair<TimeRange, TimeRange>> halves(const TimeRange& range);

/// The range in pieces no longer than `longest`, the earliest first.
std::vector<TimeRange> pieces(const TimeRange& range, std::chrono::seconds longest);

} // namespace callout::rest
