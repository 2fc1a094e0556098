// How many connections are in use at once, and who gets the next.
#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <origin_slots.hpp>

namespace {

using namespace callout;
using Clock = std::chrono::steady_clock;
using rest::OriginSlots;
using Slot = OriginSlots::Slot;

const rest::Origin here{rest::Scheme::https, "a.example.com", 443};
const rest::Origin there{rest::Scheme::https, "b.example.com", 443};

std::optional<Slot> acquire(OriginSlots& slots, const rest::Origin& origin, const sdk::WaitLimit& limit) {
  auto outcome = slots.acquire(origin, limit);
  auto* const slot = std::get_if<Slot>(&outcome);
  return slot != nullptr ? std::optional<Slot>(std::move(*slot)) : std::nullopt;
}

rest::TransportFailure failure(OriginSlots& slots, const sdk::WaitLimit& limit) {
  const auto outcome = slots.acquire(here, limit);
  REQUIRE(std::holds_alternative<rest::TransportFailure>(outcome));
  return std::get<rest::TransportFailure>(outcome);
}

sdk::WaitLimit over() {
  return {.deadline = Clock::now() - std::chrono::seconds(1), .stop = {}};
}

} // namespace

TEST_CASE("origin slots: no more are out than the limit says, for each origin by itself") {
  OriginSlots slots(2);
  const auto first = acquire(slots, here, over());
  {
    const auto second = acquire(slots, here, over());
    CHECK(first.has_value());
    CHECK(second.has_value());
    CHECK_FALSE(acquire(slots, here, over()).has_value());
    CHECK(acquire(slots, there, over()).has_value());
  }
  CHECK(acquire(slots, here, over()).has_value());
}

TEST_CASE("origin slots: without a limit there is always one") {
  OriginSlots slots(0);
  std::vector<std::optional<Slot>> taken;
  for (int i = 0; i < 100; ++i) {
    taken.push_back(acquire(slots, here, over()));
    CHECK(taken.back().has_value());
  }
}

TEST_CASE("origin slots: a wait ends at its deadline or stop, and leaves the queue as it was") {
  OriginSlots slots(1);
  {
    const auto held = acquire(slots, here, {});
    CHECK(failure(slots, {.deadline = Clock::now() + std::chrono::milliseconds(20), .stop = {}}).kind ==
          rest::FailureKind::deadline);
    std::stop_source stop;
    const std::jthread stopper([&stop] { stop.request_stop(); });
    const rest::TransportFailure cancelled =
        failure(slots, {.deadline = Clock::time_point::max(), .stop = stop.get_token()});
    CHECK(cancelled.kind == rest::FailureKind::cancelled);
    CHECK(cancelled.phase == rest::Phase::queueing);
    CHECK_FALSE(cancelled.sent);
  }
  CHECK(acquire(slots, here, over()).has_value());
}

TEST_CASE("origin slots: many threads take turns, never more at once than the limit") {
  constexpr int limit = 3;
  OriginSlots slots(limit);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 200; ++k) {
          const auto slot = acquire(slots, here, {});
          const int now_inside = ++inside;
          int seen = most;
          while (now_inside > seen && !most.compare_exchange_weak(seen, now_inside)) {
          }
          ++served;
          --inside;
        }
      });
    }
  }
  CHECK(served == 16 * 200);
  CHECK(most <= limit);
}
