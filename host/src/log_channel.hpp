#pragma once

/// How the parts of the host write to the embedding program's log.

#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/host/log.hpp>

namespace callout::host {

struct LogTarget {
  LogSink sink; ///< redacts
  LogLevel lowest = LogLevel::trace;
};

/// Shared by everything that logs for one Host, and gone with it; null when nobody listens.
using LogChannel = std::shared_ptr<const LogTarget>;

/// Whether somebody listens to records of that level: others need not be made.
bool is_wanted(const LogChannel& log, LogLevel level);

/// Hands a record over, if it is wanted; what the sink throws ends here.
void write_log(const LogChannel& log,
               LogLevel level,
               std::string_view source,
               std::string_view message,
               boost::json::object fields = {});

/// The level for a CALLOUT_LOG_* number; numbers of later minors count as the nearest one.
LogLevel log_level_from(std::int32_t number);

} // namespace callout::host
