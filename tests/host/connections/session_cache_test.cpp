#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "connections/session_cache.hpp"

namespace callout::host {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using Session = SessionCache::Session;

Session session_of(int number, std::optional<milliseconds> lifetime = std::nullopt) {
  AuthenticatedSession session{std::make_shared<const Secret>(std::to_string(number)), {}};
  session.report.expires_in = lifetime;
  return std::make_shared<const AuthenticatedSession>(std::move(session));
}

TEST_CASE("refresh_after: a tenth ahead, at most a minute") {
  struct Row {
    milliseconds lifetime;
    milliseconds after;
  };

  const Row rows[] = {
      {milliseconds(0), milliseconds(0)},
      {milliseconds(1), milliseconds(1)},
      {milliseconds(10), milliseconds(9)},
      {seconds(100), seconds(90)},
      {seconds(600), seconds(540)},
      {seconds(601), seconds(541)},
      {hours(1), hours(1) - seconds(60)},
      {hours(24 * 30), hours(24 * 30) - seconds(60)},
      {milliseconds::max(), hours(24 * 365) - seconds(60)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.lifetime.count());
    CHECK(refresh_after(row.lifetime) == row.after);
  }
}

TEST_CASE("get: authenticates on first use and again before the session ends") {
  int authentications = 0;
  steady_clock::time_point now{};
  SessionCache cache(
      [&](const CallLimits&) -> Result<Session> { return session_of(++authentications, seconds(1000)); },
      [&] { return now; });

  struct Row {
    seconds time;
    int authentications;
  };

  const Row rows[] = {{seconds(0), 1},
                      {seconds(1), 1},
                      {seconds(939), 1},
                      {seconds(940), 2},
                      {seconds(1879), 2},
                      {seconds(1880), 3},
                      {seconds(100'000), 4}};
  for (const Row& row : rows) {
    CAPTURE(row.time.count());
    now = steady_clock::time_point(row.time);
    const auto session = cache.get({});
    REQUIRE(session.has_value());
    CHECK((*session)->session->view() == std::to_string(row.authentications));
    CHECK(authentications == row.authentications);
  }
}

TEST_CASE("get: a session without a lifetime stays until it is dropped") {
  int authentications = 0;
  steady_clock::time_point now{};
  SessionCache cache([&](const CallLimits&) -> Result<Session> { return session_of(++authentications); },
                     [&] { return now; });
  const Session first = *cache.get({});
  now += hours(24 * 365);
  CHECK(*cache.get({}) == first);
  cache.drop(first);
  const Session second = *cache.get({});
  CHECK(second != first);
  cache.drop(first); // somebody who comes late with the old one takes nothing away
  CHECK(*cache.get({}) == second);
  CHECK(authentications == 2);
}

TEST_CASE("renew: authenticates though there is a session, and a failure leaves that one") {
  int authentications = 0;
  SessionCache cache([&](const CallLimits&) -> Result<Session> {
    if (++authentications == 3) {
      return make_failure(CALLOUT_E_UNAVAILABLE, "down");
    }
    return session_of(authentications);
  });
  (void)cache.get({});
  const Session renewed = *cache.renew({});
  CHECK(renewed->session->view() == "2");
  CHECK(cache.renew({}).has_error());
  CHECK(*cache.get({}) == renewed);
}

TEST_CASE("get: a failure, also a thrown one, is the answer and is not kept") {
  int authentications = 0;
  SessionCache cache([&](const CallLimits&) -> Result<Session> {
    ++authentications;
    if (authentications == 1) {
      return make_failure(CALLOUT_E_UNAUTHENTICATED, "wrong secret");
    }
    if (authentications == 2) {
      throw std::runtime_error("out of luck");
    }
    return session_of(authentications);
  });
  CHECK(cache.get({}).error().message() == "wrong secret");
  CHECK(cache.get({}).error().message() == "authentication failed: out of luck");
  CHECK(cache.get({}).has_value());
}

TEST_CASE("get: one authentication at a time, whose session all share") {
  std::atomic<int> authentications = 0;
  std::atomic<int> arrived = 0;
  constexpr int callers = 8;
  SessionCache cache([&](const CallLimits&) -> Result<Session> {
    while (arrived < callers) { // all the others are on their way to wait
      std::this_thread::yield();
    }
    return session_of(++authentications);
  });
  std::vector<Session> sessions(callers);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < callers; ++i) {
      threads.emplace_back([&, i] {
        ++arrived;
        sessions[static_cast<std::size_t>(i)] = *cache.get({});
      });
    }
  }
  CHECK(authentications == 1);
  for (const Session& session : sessions) {
    CHECK(session == sessions.front());
  }
}

/// A cache whose first authentication is held up until `release` is called.
class HeldFlight {
public:
  explicit HeldFlight(Result<Session> first) : first_(std::move(first)) {}

  Result<Session> get(const CallLimits& limits) { return cache_.get(limits); }

  void begin(const CallLimits& limits = {}) {
    leader_ = std::jthread([this, limits] { (void)cache_.get(limits); });
    while (authentications_ == 0) {
      std::this_thread::yield();
    }
  }

  void release() {
    is_released_ = true;
    is_released_.notify_all();
  }

  [[nodiscard]] int authentications() const { return authentications_; }

private:
  Result<Session> first_;
  std::atomic<int> authentications_ = 0;
  std::atomic<bool> is_released_ = false;
  SessionCache cache_{[this](const CallLimits&) -> Result<Session> {
    if (++authentications_ > 1) {
      return session_of(authentications_);
    }
    is_released_.wait(false);
    return first_;
  }};
  std::jthread leader_;
};

TEST_CASE("get: who waits for another's authentication keeps its own limits") {
  HeldFlight flight(session_of(1));
  flight.begin();
  const auto late = flight.get({.deadline = steady_clock::now() + milliseconds(5), .stop = {}});
  REQUIRE(late.has_error());
  CHECK(late.error().status == CALLOUT_E_DEADLINE);
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  const auto stopped = flight.get({.stop = stop.get_token()});
  REQUIRE(stopped.has_error());
  CHECK(stopped.error().status == CALLOUT_E_CANCELLED);
  flight.release();
  CHECK(flight.get({}).has_value());
  CHECK(flight.authentications() == 1);
}

TEST_CASE("get: waiting callers share a failure, but not one that was the leader's own") {
  struct Row {
    callout_status status;
    bool is_shared;
  };

  const Row rows[] = {{CALLOUT_E_UNAUTHENTICATED, true},
                      {CALLOUT_E_UNAVAILABLE, true},
                      {CALLOUT_E_DEADLINE, false},
                      {CALLOUT_E_CANCELLED, false}};
  for (const Row& row : rows) {
    CAPTURE(row.status);
    HeldFlight flight(make_failure(row.status, "the first one's"));
    flight.begin();
    std::atomic<bool> asked = false;
    std::optional<Result<Session>> waited;
    {
      std::jthread waiter([&] {
        asked = true;
        waited = flight.get({});
      });
      while (!asked) {
        std::this_thread::yield();
      }
      flight.release();
    }
    // Whether it waited or came after the flight, a failure that is not shared means a new authentication.
    if (!row.is_shared) {
      CHECK(waited->has_value());
    } else if (waited->has_error()) {
      CHECK(waited->error().status == row.status);
      CHECK(flight.authentications() == 1);
    }
  }
}

} // namespace
} // namespace callout::host
