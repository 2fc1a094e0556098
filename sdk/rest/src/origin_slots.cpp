#include "origin_slots.hpp"

namespace callout::rest {

OriginSlots::Slot::~Slot() {
  if (queue_ != nullptr) {
    owner_.release(*queue_);
  }
}

std::variant<OriginSlots::Slot, TransportFailure> OriginSlots::acquire(const Origin& origin,
                                                                       const sdk::WaitLimit& limit) {
  if (limit_ == 0) {
    return Slot(*this, nullptr);
  }
  std::unique_lock lock(mutex_);
  Queue& queue = queues_[origin];
  if (queue.in_use < limit_) { // then nobody waits
    ++queue.in_use;
    return Slot(*this, &queue);
  }
  Waiter self;
  queue.waiters.push_back(&self);
  self.granted_or_over.wait_until(lock, limit.stop, limit.deadline, [&self] { return self.granted; });
  if (self.granted) {
    return Slot(*this, &queue);
  }
  std::erase(queue.waiters, &self);
  return TransportFailure{.phase = Phase::queueing,
                          .kind = interruption_of(limit).value_or(FailureKind::deadline)};
}

// Hands the slot on, so that nobody overtakes those who wait.
void OriginSlots::release(Queue& queue) {
  const std::lock_guard lock(mutex_);
  if (queue.waiters.empty()) {
    --queue.in_use;
    return;
  }
  Waiter& next = *queue.waiters.front();
  queue.waiters.pop_front();
  next.granted = true;
  next.granted_or_over.notify_one(); // with the lock held: it dies as soon as it wakes
}

} // namespace callout::rest
