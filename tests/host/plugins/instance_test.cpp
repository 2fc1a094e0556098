#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "fixture_instance.hpp"
#include "plugins/answer.hpp"
#include "plugins/instance.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;
using testing::counted;
using testing::load_fixture;
using testing::make_fixture;
using testing::run;

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
    const auto instance = make_fixture("blocking");
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
    (void)run(*make_fixture("blocking"), "release");
  }
}

TEST_CASE("invoke: a second answer is refused and reported") {
  std::mutex mutex;
  std::vector<LogRecord> records;
  const LogChannel log = std::make_shared<const LogTarget>(LogTarget{[&](const LogRecord& record) {
    const std::lock_guard lock(mutex);
    records.push_back(record);
  }});
  const auto instance = make_fixture("blocking", log);
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
    const auto instance = make_fixture(row.plugin);
    const auto result = instance->invoke({.action = "echo",
                                          .input = Secret(R"({"a":[1]})"),
                                          .session = session,
                                          .request_id = "id-1",
                                          .attempt = 3},
                                         {});
    REQUIRE(result.has_value());
    const json::value echoed = json::parse(result->value());
    CHECK(echoed.at("input").at("a").at(0) == 1);
    CHECK(echoed.at("has_session") == 1);
    CHECK(echoed.at("request_id") == "id-1");
    CHECK(echoed.at("attempt") == 3);
    CHECK(echoed.at("flags") == row.flags);
  }
}

TEST_CASE("create: refusals") {
  const auto refused = Instance::create(load_fixture("blocking"), R"({"refuse":1})", nullptr);
  REQUIRE(refused.has_error());
  CHECK(refused.error().status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(refused.error().message() == "/refuse is 1");
  const auto nothing = Instance::create(load_fixture("blocking"), R"({"refuse":2})", nullptr);
  REQUIRE(nothing.has_error());
  CHECK(nothing.error().status == CALLOUT_E_PROTOCOL);
}

TEST_CASE("instance: destroyed once, when the last owner lets go") {
  const auto witness = make_fixture("concurrent");
  const std::int64_t before = counted(*witness, "destroyed");
  { const auto instance = make_fixture("concurrent"); }
  CHECK(counted(*witness, "destroyed") == before + 1);
}

TEST_CASE("invoke: an answer from another thread is waited for") {
  const auto instance = make_fixture("async");
  for (int i = 0; i < 50; ++i) {
    CHECK(*run(*instance, "thread") == "\"from a thread\"");
  }
  CHECK_FALSE(instance->is_quarantined());
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
