#pragma once

/// Ends an evaluation that runs too long, takes too much memory, or whose run was asked to stop.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stop_token>
#include <thread>

extern "C" {
#include <jq.h>
}

namespace callout::host::workflow {

enum class HaltReason { none, deadline, stopped, memory };

/// When an evaluation has to end.
struct EvaluationLimits {
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  std::stop_token stop;
};

/// Has a thread of its own, started with the first evaluation, which looks every 20 ms while one runs.
class Watchdog {
public:
  /// Growth of the process's resident memory during one evaluation that ends it. Stays below the point where
  /// libjq's string sizes, which are ints, would overflow while a string is doubled.
  static constexpr std::size_t max_growth = std::size_t{512} << 20U;

  Watchdog() = default;
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog() = default;

  /// `state` was started and is about to run. It may be halted until disarm() returns.
  void arm(jq_state* state, const EvaluationLimits& limits);
  /// Why it was halted, if it was.
  HaltReason disarm();

private:
  void watch(const std::stop_token& quit);
  /// Until an evaluation begins.
  void sleep(std::unique_lock<std::mutex>& lock, const std::stop_token& quit);
  /// With mutex_ held, while an evaluation runs.
  void look();
  [[nodiscard]] HaltReason reason_to_halt() const;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  jq_state* running_ = nullptr;
  EvaluationLimits limits_;
  std::size_t memory_at_start_ = 0;
  std::size_t evaluations_ = 0;
  bool asleep_ = false;
  HaltReason halted_ = HaltReason::none;
  std::jthread thread_;
};

} // namespace callout::host::workflow
