#pragma once

/// Ctrl-C and SIGTERM as a stop request.

#include <atomic>
#include <stop_token>
#include <thread>

namespace callout::host::cli {

/// While it lives, the first SIGINT or SIGTERM requests a stop, and a second one ends the process at once
/// with status 130. Make it before any other thread starts: threads inherit that these signals are blocked.
class Interruption {
public:
  Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption();

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

private:
  void watch();

  std::stop_source source_;
  std::atomic<bool> over_ = false;
  std::thread watcher_;
};

} // namespace callout::host::cli
