#include "workflow/expression/watchdog.hpp"

#include <fstream>

#include <unistd.h>

namespace callout::host::workflow {
namespace {

constexpr std::chrono::milliseconds period{20};

/// Bytes; 0 where there is no /proc.
std::size_t resident_memory() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return file ? resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) : 0;
}

} // namespace

void Watchdog::arm(jq_state* state, const EvaluationLimits& limits) {
  const std::lock_guard lock(mutex_);
  running_ = state;
  limits_ = limits;
  memory_at_start_ = 0; // measured at the first look: short evaluations pay nothing
  ++evaluations_;
  halted_ = HaltReason::none;
  if (!thread_.joinable()) {
    thread_ = std::jthread([this](const std::stop_token& quit) { watch(quit); });
  } else if (asleep_) {
    changed_.notify_one();
  }
}

HaltReason Watchdog::disarm() {
  const std::lock_guard lock(mutex_);
  running_ = nullptr;
  return halted_;
}

void Watchdog::watch(const std::stop_token& quit) {
  std::unique_lock lock(mutex_);
  std::size_t seen = 0;
  while (!quit.stop_requested()) {
    if (running_ == nullptr && seen == evaluations_) {
      sleep(lock, quit);
    }
    if (seen != evaluations_) {
      seen = evaluations_;
      memory_at_start_ = 0;
    }
    if (running_ != nullptr && halted_ == HaltReason::none) {
      look();
    }
    changed_.wait_for(lock, quit, period, [] { return false; });
  }
}

// Nothing ran for a whole period; between evaluations in quick succession it only dozes.
void Watchdog::sleep(std::unique_lock<std::mutex>& lock, const std::stop_token& quit) {
  asleep_ = true;
  changed_.wait(lock, quit, [this] { return running_ != nullptr; });
  asleep_ = false;
}

void Watchdog::look() {
  if (memory_at_start_ == 0) {
    memory_at_start_ = resident_memory();
  }
  halted_ = reason_to_halt();
  if (halted_ != HaltReason::none) {
    jq_halt(running_, jv_invalid(), jv_invalid());
  }
}

HaltReason Watchdog::reason_to_halt() const {
  if (limits_.stop.stop_requested()) {
    return HaltReason::stopped;
  }
  if (std::chrono::steady_clock::now() >= limits_.deadline) {
    return HaltReason::deadline;
  }
  const std::size_t memory = resident_memory();
  return memory > memory_at_start_ + max_growth ? HaltReason::memory : HaltReason::none;
}

} // namespace callout::host::workflow
