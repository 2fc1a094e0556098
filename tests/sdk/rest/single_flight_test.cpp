// Requests that share one exchange.
#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include <callout/rest/single_flight.hpp>
#include <doctest/doctest.h>

namespace {

using namespace callout;
using namespace callout::rest;
using Clock = std::chrono::steady_clock;
using Outcome = Result<HttpResponse>;

HttpResponse answer(std::string body) {
  return {200, {}, std::move(body)};
}

// An exchange under the test's control.
struct Slow {
  std::promise<void> begun;
  std::promise<Outcome> end;

  SingleFlight::Send send() {
    return [this]() -> Outcome {
      begun.set_value();
      return end.get_future().get();
    };
  }
};

SingleFlight::Send never() {
  return []() -> Outcome {
    FAIL("a follower sent");
    return answer("");
  };
}

sdk::WaitLimit within(std::chrono::milliseconds time) {
  return {.deadline = Clock::now() + time, .stop = {}};
}

} // namespace

TEST_CASE("single flight: those who come meanwhile get the first one's answer") {
  SingleFlight reads;
  Slow slow;
  auto leader = std::async(std::launch::async, [&] { return reads.share("k", {}, slow.send()); });
  slow.begun.get_future().wait();
  CHECK(reads.share("k", within(std::chrono::milliseconds(20)), never()).error().status ==
        CALLOUT_E_DEADLINE);
  auto follower = std::async(std::launch::async, [&] { return reads.share("k", {}, never()); });
  CHECK(reads.share("other", {}, [] { return Outcome(answer("other")); })->body == "other");
  CHECK(follower.wait_for(std::chrono::milliseconds(500)) == std::future_status::timeout);
  slow.end.set_value(answer("shared"));
  CHECK(leader.get()->body == "shared");
  CHECK(follower.get()->body == "shared");
  CHECK(reads.share("k", {}, [] { return Outcome(answer("new")); })->body == "new");
}

TEST_CASE("single flight: a follower's own cancel ends its wait") {
  SingleFlight reads;
  Slow slow;
  auto leader = std::async(std::launch::async, [&] { return reads.share("k", {}, slow.send()); });
  slow.begun.get_future().wait();
  std::stop_source stop;
  auto follower = std::async(std::launch::async, [&] {
    return reads.share("k", {.deadline = Clock::time_point::max(), .stop = stop.get_token()}, never());
  });
  stop.request_stop();
  CHECK(follower.get().error().status == CALLOUT_E_CANCELLED);
  slow.end.set_value(answer(""));
  CHECK(leader.get().has_value());
}

TEST_CASE("single flight: a leader's own end is not its followers'") {
  for (const callout_status status : {CALLOUT_E_CANCELLED, CALLOUT_E_DEADLINE, CALLOUT_E_RATE_LIMITED}) {
    SingleFlight reads;
    Slow slow;
    auto leader = std::async(std::launch::async, [&] { return reads.share("k", {}, slow.send()); });
    slow.begun.get_future().wait();
    auto follower = std::async(std::launch::async, [&] {
      return reads.share("k", {}, [] { return Outcome(answer("sent anew")); });
    });
    slow.end.set_value(sdk::make_problem(status, "the leader's"));
    CHECK(leader.get().error().status == status);
    CHECK(follower.get()->body == "sent anew");
  }
}

TEST_CASE("single flight: an error of the other side is everybody's") {
  SingleFlight reads;
  Slow slow;
  auto leader = std::async(std::launch::async, [&] { return reads.share("k", {}, slow.send()); });
  slow.begun.get_future().wait();
  std::atomic<bool> follows = false;
  auto follower = std::async(std::launch::async, [&] {
    follows = true;
    return reads.share("k", {}, [] { return Outcome(answer("came too late to share")); });
  });
  while (!follows) {
    std::this_thread::yield();
  }
  slow.end.set_value(sdk::make_problem(CALLOUT_E_UNAVAILABLE, "lost"));
  CHECK(leader.get().error().detail() == "lost");
  const Outcome outcome = follower.get();
  CHECK(
      (outcome.has_error() ? outcome.error().detail() == "lost" : outcome->body == "came too late to share"));
}

TEST_CASE("single flight: an exception leaves nobody waiting") {
  SingleFlight reads;
  CHECK_THROWS_AS(reads.share("k", {}, []() -> Outcome { throw std::runtime_error("out of memory"); }),
                  std::runtime_error);
  CHECK(reads.share("k", {}, [] { return Outcome(answer("next")); })->body == "next");
}
