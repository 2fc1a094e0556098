#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <utility>
#include <variant>

#include <callout/rest/url.hpp>
#include <callout/sdk/wait_limit.hpp>

#include "transport_problem.hpp"

namespace callout::rest {

/// How many connections to an origin are in use at once. Thread-safe.
class OriginSlots {
  struct Queue;

public:
  /// The right to use a connection, given back when this dies.
  class Slot {
  public:
    Slot(OriginSlots& owner, Queue* queue) : owner_(owner), queue_(queue) {}

    ~Slot();

    Slot(Slot&& other) noexcept : owner_(other.owner_), queue_(std::exchange(other.queue_, nullptr)) {}

    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    Slot& operator=(Slot&&) = delete;

  private:
    OriginSlots& owner_;
    Queue* queue_; // null: nothing to give back
  };

  /// 0: no limit.
  explicit OriginSlots(std::size_t limit) : limit_(limit) {}

  OriginSlots(const OriginSlots&) = delete;
  OriginSlots& operator=(const OriginSlots&) = delete;
  ~OriginSlots() = default;

  /// Waits for a slot; who came first gets it first. A failure of Phase::queueing at the deadline or stop.
  std::variant<Slot, TransportFailure> acquire(const Origin& origin, const sdk::WaitLimit& limit);

private:
  struct Waiter {
    std::condition_variable_any granted_or_over;
    bool granted = false;
  };

  struct Queue {
    std::size_t in_use = 0;
    std::deque<Waiter*> waiters;
  };

  void release(Queue& queue);

  const std::size_t limit_;
  std::mutex mutex_;
  std::map<Origin, Queue> queues_; // none is ever removed: slots point to them
};

} // namespace callout::rest
