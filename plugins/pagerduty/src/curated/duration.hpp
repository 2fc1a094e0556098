#pragma once

#include <chrono>
#include <optional>

#include <boost/json/value.hpp>

namespace callout::pagerduty::curated {

/// Reads whole seconds (5400, also as text) or text such as "90m", "1h30m", "2 d": numbers, each with one of
/// s, m, h, d, w. nullopt for anything else, for 0 and for more than a year. Pure.
std::optional<std::chrono::seconds> read_duration(const boost::json::value& given);

} // namespace callout::pagerduty::curated
