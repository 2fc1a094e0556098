#include <array>
#include <atomic>
#include <cstddef>
#include <semaphore>
#include <stop_token>
#include <thread>

#include <doctest/doctest.h>

#include "plugins/open_call.hpp"

namespace callout::host {
namespace {

/// How an operation may end that does not call complete().
constexpr std::array ends{CALLOUT_OK, CALLOUT_PENDING, CALLOUT_E_NOT_FOUND};

TEST_CASE("run: an answer from a cancel that is still running counts") {
  for (const callout_status end : ends) {
    CAPTURE(end);
    std::stop_source stop;
    const auto call = OpenCall::open({}, {.limits = {.stop = stop.get_token()}, .log = {}});
    std::binary_semaphore begun(0);
    std::atomic<bool> has_returned = false;
    std::jthread stopper;
    const auto outcome = call->run(
        [&](OpenCall&) {
          stopper = std::jthread([&] { stop.request_stop(); });
          begun.acquire();
          has_returned = true;
          return end;
        },
        [&](callout_call*) {
          begun.release();
          while (!has_returned) {
          }
          for (int i = 0; i < 100; ++i) { // lets the call settle, were it not to wait
            std::this_thread::yield();
          }
          CHECK(call->complete(CALLOUT_E_CANCELLED, {}) == CALLOUT_OK);
        });
    REQUIRE(outcome.answer.has_value());
    CHECK(outcome.answer->status == CALLOUT_E_CANCELLED);
    CHECK(outcome.abandoned == nullptr);
    CHECK(OpenCall::find(call->handle()) == nullptr);
  }
}

TEST_CASE("run: once it has decided, no cancel starts") {
  constexpr std::size_t rounds = 20'000;
  std::atomic<std::size_t> returning = 0; // the round whose operation is about to return
  std::atomic<std::size_t> stopped = 0;
  std::stop_source stop;
  std::jthread stopper([&] {
    for (std::size_t round = 1; round <= rounds; ++round) {
      while (returning != round) {
        std::this_thread::yield();
      }
      stop.request_stop();
      stopped = round;
    }
  });
  int unheard = 0; // answers that complete() took and nobody saw
  for (std::size_t round = 1; round <= rounds; ++round) {
    const auto call = OpenCall::open({}, {.limits = {.stop = stop.get_token()}, .log = {}});
    bool is_taken = false; // by the time run() returns a cancel has, too
    const auto outcome = call->run(
        [&](OpenCall&) {
          returning = round;
          return ends[round % ends.size()];
        },
        [&](callout_call*) { is_taken = call->complete(CALLOUT_E_CANCELLED, {}) == CALLOUT_OK; });
    unheard += is_taken && !outcome.answer.has_value() ? 1 : 0;
    if (outcome.abandoned != nullptr) {
      CHECK(call->complete(CALLOUT_OK, {}) == CALLOUT_OK);
    }
    while (stopped != round) {
      std::this_thread::yield();
    }
    stop = std::stop_source();
  }
  CHECK(unheard == 0);
}

} // namespace
} // namespace callout::host
