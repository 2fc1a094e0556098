#include "log_channel.hpp"

#include <algorithm>
#include <utility>

#include <callout/plugin.h>

namespace callout::host {

bool is_wanted(const LogChannel& log, LogLevel level) {
  return log != nullptr && level >= log->lowest;
}

void write_log(const LogChannel& log,
               LogLevel level,
               std::string_view source,
               std::string_view message,
               boost::json::object fields) {
  if (!is_wanted(log, level)) {
    return;
  }
  try {
    log->sink(LogRecord{level, std::string(source), std::string(message), std::move(fields)});
  } catch (...) { // NOLINT(bugprone-empty-catch): a log that fails must not
                  // fail the call it tells of
  }
}

LogLevel log_level_from(std::int32_t number) {
  return static_cast<LogLevel>(std::clamp<std::int32_t>(number, CALLOUT_LOG_TRACE, CALLOUT_LOG_ERROR));
}

} // namespace callout::host
