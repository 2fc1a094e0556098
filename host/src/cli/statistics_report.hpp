#pragma once

/// What `--stats` prints.

#include <string>

#include <callout/host/statistics.hpp>

#include "palette.hpp"

namespace callout::host::cli {

/// A table for people. Leaves out what did not happen.
std::string statistics_text(const StatisticsReport& report, const Palette& palette);

/// {"stats": {...}} on one line, times in milliseconds; every member is always there.
std::string statistics_json(const StatisticsReport& report);

} // namespace callout::host::cli
