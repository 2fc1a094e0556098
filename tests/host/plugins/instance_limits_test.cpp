#include <atomic>
#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "fixture_instance.hpp"

namespace callout::host {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::counted;
using testing::limits_of;
using testing::make_fixture;
using testing::run;

constexpr milliseconds long_enough{500}; // for a call to get into the plugin

TEST_CASE("invoke: a deadline ends the wait, and a late answer is harmless") {
  const auto instance = make_fixture("async");
  const auto begin = steady_clock::now();
  const auto result = run(*instance, "held", limits_of(milliseconds(30)));
  REQUIRE(result.has_error());
  CHECK(result.error().status == CALLOUT_E_DEADLINE);
  CHECK(result.error().message() == "async.held did not end before its deadline");
  CHECK(steady_clock::now() - begin >= milliseconds(30) + OpenCall::grace);
  CHECK(counted(*instance, "cancels") >= 1);
  CHECK(instance->is_quarantined());
  CHECK(*run(*instance, "release") == "0"); // the late answer was taken, and nobody reads it
}

TEST_CASE("instance: with an open call it is not destroyed, after the late answer it is") {
  const auto witness = make_fixture("async");
  auto instance = make_fixture("async");
  REQUIRE(run(*instance, "held", limits_of(long_enough)).has_error());
  const std::int64_t before = counted(*witness, "destroyed");

  SUBCASE("answered") {
    CHECK(*run(*witness, "release") == "0");
    instance.reset();
    CHECK(counted(*witness, "destroyed") == before + 1);
  }
  SUBCASE("not answered, then late") {
    instance.reset();
    CHECK(counted(*witness, "destroyed") == before);
    CHECK(*run(*witness, "release") == "0");
    auto next = make_fixture("async"); // the next one that is left over finds that the first is done
    REQUIRE(run(*next, "held", limits_of(long_enough)).has_error());
    next.reset();
    CHECK(counted(*witness, "destroyed") == before + 1);
    CHECK(*run(*witness, "release") == "0");
  }
}

TEST_CASE("invoke: a deadline that has passed keeps the plugin out of it") {
  const auto instance = make_fixture("async");
  const std::int64_t before = counted(*instance, "invocations");
  const auto late = run(*instance, "echo", {.deadline = steady_clock::now() - milliseconds(1), .stop = {}});
  REQUIRE(late.has_error());
  CHECK(late.error().status == CALLOUT_E_DEADLINE);
  std::stop_source source;
  source.request_stop();
  const auto stopped = run(*instance, "echo", {.stop = source.get_token()});
  REQUIRE(stopped.has_error());
  CHECK(stopped.error().status == CALLOUT_E_CANCELLED);
  CHECK(counted(*instance, "invocations") == before + 1); // the count itself
}

TEST_CASE("invoke: a stop reaches the plugin and ends the call") {
  struct Row {
    std::string_view plugin;
    std::string_view action;
    std::string_view message;
    bool is_quarantined;
  };

  const Row rows[] = {
      {"blocking", "poll_cancelled", "blocking.poll_cancelled was cancelled", false},
      {"waking", "held", "cancelled as asked", false},
      {"async", "held", "async.held was cancelled", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.plugin);
    const auto instance = make_fixture(row.plugin);
    const std::int64_t waiting = counted(*instance, "waiting");
    const std::int64_t cancelled = counted(*instance, "cancels");
    std::stop_source source;
    const auto observer = make_fixture(row.plugin);
    std::jthread stopper([&] {
      while (counted(*observer, "waiting") == waiting) {
      }
      source.request_stop();
    });
    const auto result = run(*instance, row.action, {.stop = source.get_token()});
    stopper.join();
    REQUIRE(result.has_error());
    CHECK(result.error().status == CALLOUT_E_CANCELLED);
    CHECK(result.error().message() == row.message);
    CHECK(instance->is_quarantined() == row.is_quarantined);
    const bool is_told = counted(*observer, "cancels") == cancelled + 1;
    CHECK((is_told || row.plugin == "blocking")); // which may see it by itself before it is told
    (void)run(*observer, "release");
  }
}

TEST_CASE("invoke: a blocking plugin sees its deadline by polling") {
  const auto instance = make_fixture("blocking");
  const auto result = run(*instance, "poll_cancelled", limits_of(milliseconds(20)));
  REQUIRE(result.has_error());
  CHECK(result.error().status == CALLOUT_E_DEADLINE);
  CHECK_FALSE(instance->is_quarantined());
}

TEST_CASE("invoke: calls on one instance overlap only when the plugin says so") {
  struct Row {
    std::string_view plugin;
    bool overlaps;
  };

  const Row rows[] = {{"blocking", false}, {"concurrent", true}};
  for (const Row& row : rows) {
    CAPTURE(row.plugin);
    const auto instance = make_fixture(row.plugin);
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
          for (int call = 0; call < 20; ++call) {
            (void)run(*instance, "overlap");
          }
        });
      }
    }
    CHECK((counted(*instance, "highest_overlap") > 1) == row.overlaps);
  }
}

TEST_CASE("invoke: who waits for a turn gives up at its own limit") {
  const auto instance = make_fixture("blocking");
  std::stop_source release;
  const auto observer = make_fixture("blocking");
  const std::int64_t waiting = counted(*observer, "waiting");
  std::jthread holder([&] { (void)run(*instance, "poll_cancelled", {.stop = release.get_token()}); });
  while (counted(*observer, "waiting") == waiting) {
  }
  std::stop_source impatient;
  std::jthread stopper([&] { impatient.request_stop(); });
  const auto stopped = run(*instance, "poll_cancelled", {.stop = impatient.get_token()});
  REQUIRE(stopped.has_error());
  CHECK(stopped.error().status == CALLOUT_E_CANCELLED);
  CHECK(stopped.error().message() ==
        "blocking.poll_cancelled: cancelled while it waited for another call of the plugin to end");
  const auto late = run(*instance, "poll_cancelled", limits_of(milliseconds(10)));
  REQUIRE(late.has_error());
  CHECK(late.error().status == CALLOUT_E_DEADLINE);
  CHECK(counted(*observer, "waiting") == waiting + 1); // neither of the two came in
  release.request_stop();
}

TEST_CASE("invoke: after a call that was given up, only a concurrent instance is entered") {
  struct Row {
    std::string_view plugin;
    std::int64_t entered;
  };

  constexpr int callers = 4;
  const Row rows[] = {{"queued", 0}, {"async", callers}};
  for (const Row& row : rows) {
    CAPTURE(row.plugin);
    const auto instance = make_fixture(row.plugin);
    const auto observer = make_fixture(row.plugin);
    const std::int64_t held = counted(*observer, "waiting");
    std::stop_source stop;
    std::jthread holder([&] { (void)run(*instance, "held", {.stop = stop.get_token()}); });
    while (counted(*observer, "waiting") == held) {
    }
    std::atomic<int> arrived = 0;
    std::atomic<int> entered = 0;
    std::vector<std::jthread> running;
    for (int i = 0; i < callers; ++i) {
      running.emplace_back([&] {
        ++arrived;
        entered += instance->invoke({.action = "echo", .input = Secret("{}")}, {}).has_value() ? 1 : 0;
      });
    }
    while (arrived != callers) {
    }
    stop.request_stop(); // the plugin has the grace to answer, in which all of them queue
    running.clear();
    CHECK(entered == row.entered);
    holder.join();
    CHECK(instance->is_quarantined());
    CHECK(instance->invoke({.action = "echo", .input = Secret("{}")}, {}).has_value() == (row.entered != 0));
    CHECK(*run(*observer, "release") == "0");
  }
}

} // namespace
} // namespace callout::host
