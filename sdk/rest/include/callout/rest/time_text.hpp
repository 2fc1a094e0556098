#pragma once

/// Times as texts have them. Pure.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace callout::rest {

/// ISO 8601: "2026-11-24", "2026-11-24T12:00:00Z", "...+02:00"; without an offset it is UTC. Fractions of a
/// second are dropped. Nullopt for anything else, also for a day or an offset that there is not.
std::optional<std::chrono::sys_seconds> parse_time(std::string_view text);

/// "2026-11-24T12:00:00Z"
std::string format_time(std::chrono::sys_seconds time);

/// "Sun, 06 Nov 1994 08:49:37 GMT": the one form that RFC 9110, 5.6.7 lets a server send. Nullopt for
/// anything else.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

} // namespace callout::rest
