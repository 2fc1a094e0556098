#include "time_range.hpp"

#include <algorithm>

namespace callout::rest {

using std::chrono::sys_seconds;

std::optional<std::pair<TimeRange, TimeRange>> halves(const TimeRange& range) {
  const auto length = range.until - range.since;
  if (length < std::chrono::seconds(2)) {
    return std::nullopt;
  }
  const sys_seconds middle = range.since + length / 2;
  return std::pair(TimeRange{range.since, middle}, TimeRange{middle, range.until});
}

std::vector<TimeRange> pieces(const TimeRange& range, std::chrono::seconds longest) {
  std::vector<TimeRange> result;
  sys_seconds since = range.since;
  do {
    const sys_seconds until = std::min(range.until, since + longest);
    result.push_back({since, until});
    since = until;
  } while (since < range.until);
  return result;
}

} // namespace callout::rest
