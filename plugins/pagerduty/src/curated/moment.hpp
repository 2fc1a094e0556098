#pragma once

/// Times as PagerDuty writes them. Pure.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/rest/result.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

using Moment = std::chrono::sys_seconds;

/// "2026-01-31T22:00:00Z".
std::string to_text(Moment moment);

/// Reads RFC 3339, with Z or an offset; fractions of a second are dropped. nullopt for anything else.
std::optional<Moment> read_moment(std::string_view text);

struct Span {
  Moment begin;
  Moment end;
};

/// From the input's "start", else `now`, to its "until" or for its "duration", of which it must have one.
/// CALLOUT_E_INVALID_ARGUMENT when one cannot be read or the end is not behind the start and `now`.
rest::Result<Span> read_span(const Api& api, const boost::json::object& input, Moment now);

} // namespace callout::pagerduty::curated
