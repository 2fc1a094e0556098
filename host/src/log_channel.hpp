#pragma once

/// How the parts of the host write to the embedding program's log.

#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/host/log.hpp>

namespace callout::host {

/// Shared by everything that logs for one Host, and gone with it; null when nobody listens. The sink in it
/// redacts.
using LogChannel = std::shared_ptr<const LogSink>;

/// Hands a record over; what the sink throws ends here.
void write_log(const LogChannel& log,
               LogLevel level,
               std::string_view source,
               std::string_view message,
               boost::json::object fields = {});

/// The level for a CALLOUT_LOG_* number; numbers of later minors count as the nearest one.
LogLevel log_level_from(std::int32_t number);

} // namespace callout::host
