#pragma once

/// Where the records of a host go.

#include <memory>
#include <optional>

#include <callout/host/log.hpp>
#include <callout/host/statistics.hpp>

#include "connections/redactor.hpp"
#include "log_channel.hpp"
#include "observation/trace_file.hpp"

namespace callout::host {

/// Who listens.
struct LogListeners {
  LogSink sink; ///< of the embedding program, may be empty
  LogLevel lowest = LogLevel::debug;
  std::shared_ptr<Statistics> statistics; ///< may be null
  std::optional<TraceFile> trace;
};

/// A channel that takes what at least one of them wants, and redacts it before it leaves the host. Null when
/// nobody listens.
LogChannel route_log(LogListeners listeners, std::shared_ptr<const Redactor> redactor);

} // namespace callout::host
