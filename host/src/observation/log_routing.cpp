#include "observation/log_routing.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace callout::host {
namespace {

class Routes {
public:
  Routes(LogListeners listeners, std::shared_ptr<const Redactor> redactor)
      : listeners_(std::move(listeners)), redactor_(std::move(redactor)) {}

  [[nodiscard]] LogLevel lowest() const {
    LogLevel lowest = listeners_.sink ? listeners_.lowest : LogLevel::error;
    lowest = listeners_.statistics ? std::min(lowest, LogLevel::debug) : lowest;
    return listeners_.trace ? LogLevel::trace : lowest;
  }

  void take(const LogRecord& record) {
    if (listeners_.statistics) {
      listeners_.statistics->count_record(record);
    }
    const bool is_traced = listeners_.trace && record.level == LogLevel::trace;
    const bool is_told = listeners_.sink && record.level >= listeners_.lowest;
    if (!is_traced && !is_told) {
      return;
    }
    const LogRecord redacted = redactor_->redact(record);
    if (is_told) {
      listeners_.sink(redacted);
    }
    if (is_traced) {
      trace(redacted);
    }
  }

private:
  void trace(const LogRecord& record) {
    const int error = listeners_.trace->write(record);
    if (error != 0 && listeners_.sink && !has_failed_.exchange(true)) {
      listeners_.sink(
          {.level = LogLevel::error,
           .source = "host",
           .message = "the trace cannot be written, so it lacks exchanges",
           .fields = {{"file", listeners_.trace->path().string()}, {"reason", LineFile::reason(error)}}});
    }
  }

  const LogListeners listeners_;
  const std::shared_ptr<const Redactor> redactor_;
  std::atomic<bool> has_failed_ = false;
};

} // namespace

LogChannel route_log(LogListeners listeners, std::shared_ptr<const Redactor> redactor) {
  if (!listeners.sink && !listeners.statistics && !listeners.trace) {
    return nullptr;
  }
  const auto routes = std::make_shared<Routes>(std::move(listeners), std::move(redactor));
  return std::make_shared<const LogTarget>(
      LogTarget{[routes](const LogRecord& record) { routes->take(record); }, routes->lowest()});
}

} // namespace callout::host
