#pragma once

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include <callout/rest/time_text.hpp>

namespace callout::rest {

/// A span of time, both ends included: what lies on the border of two is in both.
struct TimeRange {
  std::chrono::sys_seconds since;
  std::chrono::sys_seconds until;

  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// Both halves, the earlier first; nullopt when it is too short to split.
std::optional<std::pair<TimeRange, TimeRange>> halves(const TimeRange& range);

/// The range in pieces no longer than `longest`, the earliest first.
std::vector<TimeRange> pieces(const TimeRange& range, std::chrono::seconds longest);

} // namespace callout::rest
