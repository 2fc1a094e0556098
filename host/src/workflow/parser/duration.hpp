#pragma once

/// Durations of the language: `{ seconds: 10 }` or ISO 8601 ("PT10S").

#include <chrono>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

namespace callout::host::workflow {

/// At most ten years, so that sums of time points cannot overflow.
constexpr std::chrono::milliseconds longest_duration = std::chrono::hours(24 * 3650);

/// ISO 8601 with weeks, days, hours, minutes and seconds (three decimals). nullopt for anything else, also
/// for years and months, which have no fixed length, and beyond longest_duration.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view iso8601);

/// Members days, hours, minutes, seconds, milliseconds, all whole and not negative; nullopt otherwise.
std::optional<std::chrono::milliseconds> parse_duration(const boost::json::object& parts);

} // namespace callout::host::workflow
