#pragma once

/// Structured log records. The host hands them to the embedding program, redacted.

#include <cstdint>
#include <functional>
#include <string>

#include <boost/json/object.hpp>

namespace callout::host {

/// Values are those of CALLOUT_LOG_*.
enum class LogLevel : std::int32_t { trace, debug, info, warn, error };

struct LogRecord {
  LogLevel level = LogLevel::info;
  std::string source; ///< "host", or the name of the plugin that speaks
  std::string message;
  boost::json::object fields;
};

/// Called from any thread, possibly several at once.
using LogSink = std::function<void(const LogRecord&)>;

} // namespace callout::host
