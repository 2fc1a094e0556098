#pragma once

/// The instance that a connection's calls run on.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <callout/host/action_caller.hpp>
#include <callout/host/failure.hpp>

#include "plugins/instance.hpp"

namespace callout::host {

/// Thread-safe. Makes an instance on first use, and a new one after a call had to be given up on the last.
class InstanceSlot {
public:
  using Made = Result<std::shared_ptr<Instance>>;

  /// `make` runs without a lock, one at a time; `retired` before an instance is replaced.
  InstanceSlot(std::function<Made()> make, std::function<void()> retired);

  /// Waits for an instance that another thread makes as long as the limits allow.
  Made get(const CallLimits& limits);

private:
  bool retire_quarantined();
  bool wait_for_turn(std::unique_lock<std::mutex>& lock, const CallLimits& limits);
  Made make() noexcept;

  const std::function<Made()> make_;
  const std::function<void()> retired_;
  std::mutex mutex_;
  std::condition_variable_any made_;
  bool is_making_ = false;
  std::shared_ptr<Instance> instance_;
  /// Had a call given up on them. They stay until its answer, at most as long as this: only an instance
  /// without open calls can be destroyed.
  std::vector<std::shared_ptr<Instance>> quarantined_;
};

} // namespace callout::host
