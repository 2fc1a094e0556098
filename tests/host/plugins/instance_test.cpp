#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "plugins/answer.hpp"
#include "plugins/instance.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

const fs::path fixtures = CALLOUT_FIXTURES;

std::shared_ptr<PluginLibrary> load(std::string_view name) {
  return *PluginLibrary::load(fixtures / ("callout-" + std::string(name) + ".so"), nullptr);
}

std::shared_ptr<Instance> make(std::string_view name, const LogChannel& log = nullptr) {
  return *Instance::create(load(name), "{}", log);
}

Result<std::string> run(Instance& instance, std::string_view action, const CallLimits& limits = {}) {
  return instance.invoke({.action = std::string(action), .input = Secret("{}")}, limits);
}

std::int64_t counted(Instance& instance, std::string_view what) {
  return json::parse(*run(instance, "count")).at(what).as_int64();
}

CallLimits limits_of(milliseconds time) {
  return {.deadline = steady_clock::now() + time, .stop = {}};
}

TEST_CASE("invoke: answers of plugins good and bad") {
  struct Row {
    std::string_view action;
    callout_status status;
    std::string_view text; ///< the result, or part of the message
  };

  const Row rows[] = {
      {"spaces", CALLOUT_OK, " { \"kept\" :  [ 1.50 ] } \n"},
      {"empty", CALLOUT_OK, "null"},
      {"twice", CALLOUT_OK, "1"},
      {"problem", CALLOUT_E_NOT_FOUND, "no such thing"},
      {"status_only", CALLOUT_E_RATE_LIMITED, "blocking.status_only failed without saying why"},
      {"later_status", CALLOUT_E_INTERNAL, "blocking.later_status failed without saying why"},
      {"no_answer", CALLOUT_E_PROTOCOL, "returned success without an answer"},
      {"no_json", CALLOUT_E_PROTOCOL, "its answer is not JSON"},
      {"trailing_text", CALLOUT_E_PROTOCOL, "its answer is not JSON"},
      {"no_utf8", CALLOUT_E_PROTOCOL, "its answer is not JSON"},
      {"list_problem", CALLOUT_E_CONFLICT, "failed without saying why"},
      {"held", CALLOUT_E_PROTOCOL, "wants to answer later without CALLOUT_PLUGIN_ASYNC"},
      {"unheard_of", CALLOUT_E_UNKNOWN_ACTION, "failed without saying why"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.action);
    const auto instance = make("blocking");
    const auto result = run(*instance, row.action);
    if (row.status == CALLOUT_OK) {
      REQUIRE(result.has_value());
      CHECK(*result == row.text);
      continue;
    }
    REQUIRE(result.has_error());
    CHECK(result.error().status == row.status);
    CHECK(result.error().message().find(row.text) != std::string::npos);
    for (const std::string_view member : {"type", "title", "detail"}) {
      CHECK(result.error().problem.at(member).is_string());
    }
    CHECK(result.error().problem.at("type").as_string() ==
          "urn:callout:problem:" + std::string(status_name(row.status)));
    (void)run(*instance, "release");
  }
}

TEST_CASE("invoke: a second answer is refused and reported") {
  std::mutex mutex;
  std::vector<LogRecord> records;
  const LogChannel log = std::make_shared<const LogSink>([&](const LogRecord& record) {
    const std::lock_guard lock(mutex);
    records.push_back(record);
  });
  const auto instance = make("blocking", log);
  CHECK(*run(*instance, "twice") == "1");
  CHECK(counted(*instance, "second_answer") == CALLOUT_E_PROTOCOL);
  REQUIRE(records.size() == 1);
  CHECK(records[0].level == LogLevel::error);
  CHECK(records[0].message.find("answered a call twice") != std::string::npos);
  CHECK(records[0].fields.at("action") == "twice");
}

TEST_CASE("invoke: what the request carries") {
  const auto session = std::make_shared<const Secret>(R"({"s":1})");

  struct Row {
    std::string_view plugin;
    std::int64_t flags;
  };

  const Row rows[] = {{"blocking", 0}, {"concurrent", 0}, {"async", CALLOUT_REQ_ALLOW_PENDING}};
  for (const Row& row : rows) {
    CAPTURE(row.plugin);
    const auto instance = make(row.plugin);
    const auto result = instance->invoke({.action = "echo",
                                          .input = Secret(R"({"a":[1]})"),
                                          .session = session,
                                          .request_id = "id-1",
                                          .attempt = 3},
                                         {});
    REQUIRE(result.has_value());
    const json::value echoed = json::parse(*result);
    CHECK(echoed.at("input").at("a").at(0) == 1);
    CHECK(echoed.at("has_session") == 1);
    CHECK(echoed.at("request_id") == "id-1");
    CHECK(echoed.at("attempt") == 3);
    CHECK(echoed.at("flags") == row.flags);
  }
}

TEST_CASE("create: refusals") {
  const auto refused = Instance::create(load("blocking"), R"({"refuse":1})", nullptr);
  REQUIRE(refused.has_error());
  CHECK(refused.error().status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(refused.error().message() == "/refuse is 1");
  const auto nothing = Instance::create(load("blocking"), R"({"refuse":2})", nullptr);
  REQUIRE(nothing.has_error());
  CHECK(nothing.error().status == CALLOUT_E_PROTOCOL);
}

TEST_CASE("instance: destroyed once, when the last owner lets go") {
  const auto witness = make("concurrent");
  const std::int64_t before = counted(*witness, "destroyed");
  { const auto instance = make("concurrent"); }
  CHECK(counted(*witness, "destroyed") == before + 1);
}

TEST_CASE("invoke: an answer from another thread is waited for") {
  const auto instance = make("async");
  for (int i = 0; i < 50; ++i) {
    CHECK(*run(*instance, "thread") == "\"from a thread\"");
  }
  CHECK_FALSE(instance->is_quarantined());
}

TEST_CASE("invoke: a deadline ends the wait, and a late answer is harmless") {
  const auto instance = make("async");
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
  const auto witness = make("async");
  auto instance = make("async");
  REQUIRE(run(*instance, "held", limits_of(milliseconds(1))).has_error());
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
    auto next = make("async"); // the next one that is left over finds that the first is done
    REQUIRE(run(*next, "held", limits_of(milliseconds(1))).has_error());
    next.reset();
    CHECK(counted(*witness, "destroyed") == before + 1);
    CHECK(*run(*witness, "release") == "0");
  }
}

TEST_CASE("invoke: a deadline that has passed keeps the plugin out of it") {
  const auto instance = make("async");
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
    const auto instance = make(row.plugin);
    const std::int64_t waiting = counted(*instance, "waiting");
    const std::int64_t cancelled = counted(*instance, "cancels");
    std::stop_source source;
    const auto observer = make(row.plugin);
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
    CHECK(counted(*observer, "cancels") == cancelled + 1);
    (void)run(*observer, "release");
  }
}

TEST_CASE("invoke: a blocking plugin sees its deadline by polling") {
  const auto instance = make("blocking");
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
    const auto instance = make(row.plugin);
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
  const auto instance = make("blocking");
  std::stop_source release;
  const auto observer = make("blocking");
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

TEST_CASE("is_json: texts and depth") {
  struct Row {
    std::string_view text;
    bool expected;
  };

  const Row rows[] = {{"null", true},
                      {" [1] ", true},
                      {R"({"a":{"b":[true,false,1e3]}})", true},
                      {"", false},
                      {"nul", false},
                      {"[1,]", false},
                      {"{} x", false},
                      {"'a'", false},
                      {"[\"\xc0\x80\"]", false}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(is_json(row.text) == row.expected);
    CHECK(parse_json(row.text).has_value() == row.expected);
  }
  CHECK(is_json(std::string(256, '[') + std::string(256, ']')));
  CHECK_FALSE(is_json(std::string(257, '[') + std::string(257, ']')));
  CHECK(parse_json(std::string(256, '[') + std::string(256, ']')).has_value());
}

TEST_CASE("complete: an answer over the limit is a failure of its own") {
  const auto call = OpenCall::open({}, {});
  const std::string big(OpenCall::max_answer_size + 1, ' ');
  callout_status completed = CALLOUT_OK;
  auto outcome = call->run(
      [&](OpenCall& open) {
        completed = open.complete(CALLOUT_OK, big);
        return CALLOUT_OK;
      },
      {});
  CHECK(completed == CALLOUT_E_LIMIT);
  const auto result = result_of(std::move(outcome), {}, "x.y");
  REQUIRE(result.has_error());
  CHECK(result.error().status == CALLOUT_E_LIMIT);
  CHECK(result.error().message().find("268435457 bytes") != std::string::npos);
  CHECK(OpenCall::find(call->handle()) == nullptr);
}

} // namespace
} // namespace callout::host
