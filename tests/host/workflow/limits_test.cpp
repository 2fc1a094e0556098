#include <condition_variable>
#include <mutex>
#include <thread>

#include <doctest/doctest.h>

#include "recording_caller.hpp"

namespace callout::host::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::string_view endless = "do: [ { a: { set: { n: 1 }, then: a } } ]";

/// Waits as an action does: until the limits of the call end it.
Result<std::string> wait_for_limits(const Invocation& invocation) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_until(lock, invocation.limits.stop, invocation.limits.deadline, [] { return false; });
  return make_failure(invocation.limits.stop.stop_requested() ? CALLOUT_E_CANCELLED : CALLOUT_E_DEADLINE,
                      "ended");
}

} // namespace

TEST_CASE("limits: the deadline ends a run, and no try catches it") {
  struct Row {
    std::string_view name;
    std::string_view tasks;
  };

  const Row rows[] = {
      {"an endless loop of tasks", endless},
      {"in a try", "do: [ { t: { try: [ { a: { set: { n: 1 }, then: a } } ], catch: {} } } ]"},
      {"an endless expression", "do: [ { a: { set: '${ last(repeat(1)) }' } } ]"},
      {"an endless expression in a try",
       "do: [ { t: { try: [ { a: { set: '${ last(repeat(1)) }' } } ], catch: {} } } ]"},
      {"an action that waits", "do: [ { a: { call: pd.wait } } ]"},
      {"an action that waits, in a try", "do: [ { t: { try: [ { a: { call: pd.wait } } ], catch: {} } } ]"},
      {"the workflow's own timeout",
       "timeout: { after: { milliseconds: 50 } }\ndo: [ { t: { try: [ { a: { call: pd.wait } } ], catch: {} "
       "} } ]"},
      {"the workflow's own timeout by name",
       "use: { timeouts: { short: { after: PT0.05S } } }\ntimeout: short\ndo: [ { a: { call: pd.wait } } ]"},
  };
  RecordingCaller caller;
  caller.on("pd.wait", wait_for_limits);
  for (const Row& row : rows) {
    CAPTURE(row.name);
    RunOptions options;
    if (row.tasks.find("imeout") == std::string_view::npos) {
      options.limits.deadline = Clock::now() + 100ms;
    }
    const auto start = Clock::now();
    const auto output = load(row.tasks).run(caller, options);
    REQUIRE(!output);
    CHECK(output.error().status == CALLOUT_E_DEADLINE);
    CHECK(output.error().problem.at("type") == "https://serverlessworkflow.io/spec/1.0.0/errors/timeout");
    CHECK(Clock::now() - start < 5s);
  }
}

TEST_CASE("limits: a request to stop ends a run as cancelled") {
  for (const std::string_view tasks :
       {endless,
        std::string_view("do: [ { a: { set: '${ last(repeat(1)) }' } } ]"),
        std::string_view("do: [ { t: { try: [ { a: { call: pd.wait } } ], catch: {} } } ]")}) {
    CAPTURE(tasks);
    RecordingCaller caller;
    caller.on("pd.wait", wait_for_limits);
    std::stop_source source;
    RunOptions options;
    options.limits.stop = source.get_token();
    std::jthread stopper;
    options.on_event = [&](const TaskEvent&) {
      if (!stopper.joinable()) {
        stopper = std::jthread([&] { source.request_stop(); });
      }
    };
    const auto output = load(tasks).run(caller, options);
    REQUIRE(!output);
    CHECK(output.error().status == CALLOUT_E_CANCELLED);
    CHECK(output.error().problem.at("title") == "Cancelled");
    CHECK(output.error().problem.at("status") == 499);
  }
}

TEST_CASE("limits: a task's timeout is an error that a try around it catches") {
  RecordingCaller caller;
  caller.on("pd.wait", wait_for_limits);
  CHECK(run("do: [ { a: { call: pd.wait, timeout: { after: { milliseconds: 20 } } } } ]", "null", caller) ==
        "fault timeout 408 /do/0/a: the task did not end within 20 ms");
  CHECK(run("do: [ { t: { try: [ { a: { call: pd.wait, timeout: { after: PT0.02S } } } ], catch: { do: [ { "
            "b: { set: '${ [$error.status, $error.instance] }' } } ] } } } ]",
            "null",
            caller) == R"([408,"/do/0/t/try/0/a"])");
  // A try inside the task that is too late does not.
  CHECK(run("do: [ { o: { timeout: { after: { milliseconds: 20 } }, do: [ { t: { try: [ { a: { call: pd.wait "
            "} } ], catch: {} } }, { b: { set: { n: 1 } } } ] } } ]",
            "null",
            caller) == "fault timeout 408 /do/0/o: the task did not end within 20 ms");
  CHECK(run("do: [ { a: { set: '${ last(repeat(1)) }', timeout: { after: { milliseconds: 50 } } } } ]",
            "null",
            caller) == "fault timeout 408 /do/0/a: the task did not end within 50 ms");
  CHECK(run("do: [ { a: { set: { n: 1 }, timeout: { after: { minutes: 1 } } } } ]", "null", caller) ==
        R"({"n":1})");
}

TEST_CASE("limits: a run that was over before it began does nothing") {
  RecordingCaller caller;
  RunOptions options;
  options.limits.deadline = Clock::now() - 1s;
  CHECK(run("do: [ { a: { call: pd.wait } } ]", "null", caller, options) ==
        "fault timeout 408 : the time for the run is up");
  CHECK(caller.calls().empty());
}

TEST_CASE("limits: an input that is no JSON is refused") {
  RecordingCaller caller;
  RunOptions options;
  options.input = "{a:1}";
  const auto output = load("do: []").run(caller, options);
  REQUIRE(!output);
  CHECK(output.error().status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(output.error().message().find("the workflow's input is not JSON at byte 1") == 0);
}

} // namespace callout::host::test
