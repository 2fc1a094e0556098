#include "connections/instance_slot.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <utility>

namespace callout::host {
namespace {

/// Moves those that nobody uses any more, calls given up included.
void take_answered(std::vector<std::shared_ptr<Instance>>& instances,
                   std::vector<std::shared_ptr<Instance>>& answered) {
  const auto is_over = [](const auto& instance) {
    return instance.use_count() == 1 && !instance->has_open_calls();
  };
  const auto over = std::partition(instances.begin(), instances.end(), std::not_fn(is_over));
  std::move(over, instances.end(), std::back_inserter(answered));
  instances.erase(over, instances.end());
}

Failure waited_too_long(const CallLimits& limits) {
  const bool is_stopped = limits.stop.stop_requested();
  return make_failure(is_stopped ? CALLOUT_E_CANCELLED : CALLOUT_E_DEADLINE,
                      std::string(is_stopped ? "cancelled" : "the deadline passed") +
                          " while the plugin was getting ready");
}

} // namespace

InstanceSlot::InstanceSlot(std::function<Made()> make, std::function<void()> retired)
    : make_(std::move(make)), retired_(std::move(retired)) {}

InstanceSlot::Made InstanceSlot::get(const CallLimits& limits) {
  std::vector<std::shared_ptr<Instance>> answered; // destroyed after the lock, since that may take its time
  std::unique_lock lock(mutex_);
  take_answered(quarantined_, answered);
  if (retire_quarantined()) { // a log's listener may call the host
    lock.unlock();
    retired_();
    lock.lock();
  }
  if (!wait_for_turn(lock, limits)) {
    return waited_too_long(limits);
  }
  if (instance_) {
    return instance_;
  }
  is_making_ = true;
  lock.unlock();
  auto made = make();
  lock.lock();
  is_making_ = false;
  if (made) {
    instance_ = *made;
  }
  made_.notify_all(); // after a failure the next one tries
  return made;
}

bool InstanceSlot::retire_quarantined() {
  if (!instance_ || !instance_->is_quarantined()) {
    return false;
  }
  quarantined_.push_back(std::move(instance_));
  return true;
}

/// False when the limits end it. The one who waits need not take part in making it: the plugin does that on
/// the thread of whoever came first.
bool InstanceSlot::wait_for_turn(std::unique_lock<std::mutex>& lock, const CallLimits& limits) {
  const auto is_decided = [this] {
    return instance_ != nullptr || !is_making_;
  };
  return limits.deadline == std::chrono::steady_clock::time_point::max()
             ? made_.wait(lock, limits.stop, is_decided)
             : made_.wait_until(lock, limits.stop, limits.deadline, is_decided);
}

/// The others wait for an outcome, so an exception must be one, too.
InstanceSlot::Made InstanceSlot::make() noexcept {
  try {
    return make_();
  } catch (const std::exception& error) {
    return make_failure(CALLOUT_E_INTERNAL, std::string("making an instance failed: ") + error.what());
  }
}

} // namespace callout::host
