// Waiting for a budget: who waits, how long, and what ends it.
#include <atomic>
#include <thread>
#include <vector>

#include <callout/rest/rate_limiter.hpp>
#include <doctest/doctest.h>

namespace {

using namespace callout;
using namespace callout::rest;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds longest{60'000};

HttpResponse spent(std::string reset) {
  return {200,
          {{"ratelimit-limit", "2"}, {"ratelimit-remaining", "0"}, {"ratelimit-reset", std::move(reset)}},
          ""};
}

// Leaves the budget `key` spent for so many seconds.
void spend(RateLimiter& limiter, const std::string& key, std::string reset) {
  auto permit = limiter.acquire(key, {}, longest);
  REQUIRE(permit.has_value());
  std::move(*permit).learn(spent(std::move(reset)));
}

} // namespace

TEST_CASE("rate limiter: a spent budget is waited for") {
  RateLimiter limiter;
  const auto begin = Clock::now();
  spend(limiter, "a", "1");
  const auto permit = limiter.acquire("a", {}, longest);
  REQUIRE(permit.has_value());
  CHECK(Clock::now() - begin >= milliseconds(1000));
  CHECK(permit->held() > milliseconds(0));
}

TEST_CASE("rate limiter: budgets do not touch each other") {
  RateLimiter limiter;
  spend(limiter, "a", "60");
  const auto permit = limiter.acquire("b", {}, longest);
  REQUIRE(permit.has_value());
  CHECK(permit->held() == milliseconds(0));
}

TEST_CASE("rate limiter: a wait that is too long is not begun") {
  struct Row {
    std::string_view name;
    sdk::WaitLimit limit;
    milliseconds longest;
  };

  const Row rows[] = {
      {"past the deadline", {.deadline = Clock::now() + seconds(10), .stop = {}}, longest},
      {"longer than the connection allows", {}, milliseconds(1000)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    RateLimiter limiter;
    spend(limiter, "a", "30");
    const auto begin = Clock::now();
    const auto permit = limiter.acquire("a", row.limit, row.longest);
    CHECK(Clock::now() - begin < seconds(5));
    REQUIRE(permit.has_error());
    CHECK(permit.error().status == CALLOUT_E_RATE_LIMITED);
    CHECK(permit.error().members.at("retryable") == true);
    CHECK(permit.error().members.at("retry_after_ms").as_int64() > 29'000);
  }
}

TEST_CASE("rate limiter: a stop ends the wait at once, and an answer shortens it") {
  RateLimiter limiter;
  spend(limiter, "a", "60");
  std::stop_source stop;
  std::atomic<int> status = 1;
  std::jthread waiter([&] {
    const auto permit =
        limiter.acquire("a", {.deadline = Clock::time_point::max(), .stop = stop.get_token()}, longest);
    status = permit.has_error() ? permit.error().status : CALLOUT_OK;
  });
  const auto begin = Clock::now();
  stop.request_stop();
  waiter.join();
  CHECK(status == CALLOUT_E_CANCELLED);
  CHECK(Clock::now() - begin < seconds(5));
}

TEST_CASE("rate limiter: news of one's answer lets another go") {
  RateLimiter limiter;
  auto first = limiter.acquire("a", {}, longest);
  auto second = limiter.acquire("a", {}, longest);
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  std::move(*first).learn({200, {{"ratelimit-remaining", "1"}, {"ratelimit-reset", "50"}}, ""});
  std::atomic<bool> gone = false;
  std::jthread waiter([&] { gone = limiter.acquire("a", {}, longest).has_value(); });
  std::move(*second).learn({200, {{"ratelimit-remaining", "90"}, {"ratelimit-reset", "59"}}, ""});
  waiter.join();
  CHECK(gone);
}

TEST_CASE("rate limiter: memory is bounded, and what is in use stays") {
  RateLimiter limiter;
  spend(limiter, "kept", "60");
  const auto in_use = limiter.acquire("in use", {}, longest);
  for (int i = 0; i < 3000; ++i) {
    CHECK(limiter.acquire("key " + std::to_string(i), {}, longest).has_value());
    if (i % 100 == 0) { // used again and again
      CHECK(limiter.acquire("kept", {}, milliseconds(0)).has_error());
    }
  }
  CHECK(limiter.size() <= 1024);
}

TEST_CASE("rate limiter: many threads share one budget and none goes beyond it") {
  RateLimiter limiter;
  {
    auto permit = limiter.acquire("a", {}, longest);
    std::move(*permit).learn({200, {{"ratelimit-remaining", "20"}, {"ratelimit-reset", "60"}}, ""});
  }
  std::atomic<int> went = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 10; ++j) {
        went += limiter.acquire("a", {.deadline = Clock::now() + seconds(30), .stop = {}}, milliseconds(0))
                        .has_value()
                    ? 1
                    : 0;
      }
    });
  }
  threads.clear();
  CHECK(went == 20);
}

TEST_CASE("digest_of: tells texts apart and shows none") {
  CHECK(digest_of({"ab", "c"}) != digest_of({"a", "bc"}));
  CHECK(digest_of({"a"}) != digest_of({"a", ""}));
  CHECK(digest_of({"a", "b"}) == digest_of({"a", "b"}));
  CHECK(digest_of({"token"}).find("token") == std::string::npos);
  CHECK(digest_of({"x"}).size() == 32);
}
