// Calls side by side: a budget that they share, an exchange that they share.
#include <atomic>
#include <thread>

#include <callout/rest/rest_call.hpp>
#include <doctest/doctest.h>

#include "client_fixture.hpp"
#include "reliable_caller.hpp"

namespace {

using namespace callout;
using namespace callout::test;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

} // namespace

TEST_CASE("send_reliably: calls with one credential stay within its budget") {
  // Two requests a window, told by headers; the server would refuse a third.
  std::mutex mutex;
  int used = 0;
  int refused = 0;
  Clock::time_point window = Clock::now();
  const TlsServer server([&](const std::string&, int) {
    const std::lock_guard lock(mutex);
    if (Clock::now() - window >= std::chrono::seconds(1)) {
      window = Clock::now();
      used = 0;
    }
    const bool fits = ++used <= 2;
    refused += fits ? 0 : 1;
    const std::string lines = "ratelimit-limit: 2\r\nratelimit-reset: 1\r\nratelimit-remaining: " +
                              std::to_string(std::max(2 - used, 0)) + "\r\n";
    return Reaction{fits ? ok_answer("{}", lines) : refusal(429, lines)};
  });
  rest::RateLimiter limiter;
  Caller caller;
  caller.policy.limiter = &limiter;
  const rest::Origin origin = origin_of(server);
  rest::HttpRequest request = get();
  request.headers = {{"Authorization", "Bearer one"}};
  for (int i = 0; i < 5; ++i) {
    const auto delivery = rest::send_reliably(
        *caller.call, {.client = caller.client, .origin = origin, .request = request}, caller.policy);
    REQUIRE(delivery.outcome.has_value());
    CHECK(delivery.outcome->status == 200);
  }
  CHECK(refused == 0);
  CHECK(limiter.size() == 1);
}

TEST_CASE("send_reliably: a budget of its own, and another credential, are not held by a spent one") {
  const std::string spent = "ratelimit-remaining: 0\r\nratelimit-reset: 200\r\n";
  const Playing playing({Reaction{ok_answer("{}", spent)}});
  rest::RateLimiter limiter;
  Caller caller;
  caller.policy.limiter = &limiter;
  const rest::Origin origin = origin_of(playing.server());
  rest::HttpRequest one = get();
  one.headers = {{"Authorization", "Bearer one"}};
  rest::HttpRequest two = get();
  two.headers = {{"Authorization", "Bearer two"}};
  const auto send = [&](const rest::HttpRequest& request, std::string_view budget) {
    return rest::send_reliably(
        *caller.call,
        {.client = caller.client, .origin = origin, .request = request, .budget = budget},
        caller.policy);
  };
  CHECK(send(one, "").outcome.has_value());
  CHECK(send(one, "").outcome.error().status == CALLOUT_E_RATE_LIMITED); // longer than the call may wait
  CHECK(send(one, "createIncident").outcome.has_value());
  CHECK(send(two, "").outcome.has_value());
  CHECK(playing.asked() == 3);
}

TEST_CASE("send_reliably: identical GETs share an exchange when they are asked to") {
  std::atomic<int> asked = 0;
  std::atomic<bool> go = false;
  const TlsServer server([&](const std::string&, int) {
    ++asked;
    while (!go) {
      std::this_thread::yield();
    }
    return Reaction{ok_answer("[1]")};
  });
  rest::SingleFlight reads;
  const rest::Origin origin = origin_of(server);
  const auto ask = [&](const rest::HttpRequest& request) {
    Caller caller;
    caller.policy.reads = &reads;
    const auto delivery = rest::send_reliably(
        *caller.call, {.client = caller.client, .origin = origin, .request = request}, caller.policy);
    CHECK(delivery.outcome->body == "[1]");
  };
  rest::HttpRequest other = get();
  other.headers = {{"Authorization", "Bearer two"}};
  std::vector<std::jthread> threads;
  threads.emplace_back(ask, get());
  threads.emplace_back(ask, other);
  while (asked < 2) {
    std::this_thread::yield();
  }
  const auto settled = Clock::now() + milliseconds(2000);
  threads.emplace_back(ask, get());
  threads.emplace_back(ask, get());
  while (Clock::now() < settled && asked == 2) {
    std::this_thread::yield();
  }
  go = true;
  threads.clear();
  CHECK(asked == 2);
}
