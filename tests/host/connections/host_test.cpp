#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "host_fixture.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::HostFixture;
using testing::TemporaryFolder;

TEST_CASE("invoke: passes input and result through, and makes a request id") {
  HostFixture fixture("  x: {plugin: blocking}\n");
  const auto result = fixture.invoke("x", "echo", R"({"a":[1,2]})");
  REQUIRE(result.has_value());
  const json::value echoed = json::parse(*result);
  CHECK(echoed.at("input") == json::parse(R"({"a":[1,2]})"));
  CHECK(echoed.at("has_session") == 0);
  CHECK(echoed.at("attempt") == 1);
  std::set<std::string> ids;
  for (int i = 0; i < 10; ++i) {
    ids.emplace(json::parse(*fixture.invoke("x", "echo")).at("request_id").as_string());
  }
  CHECK(ids.size() == 10);
  CHECK(ids.begin()->size() == 36); // a UUID
  const auto own =
      fixture.host().invoke({.connection = "x", .action = "echo", .request_id = "mine", .limits = {}});
  CHECK(json::parse(*own).at("request_id") == "mine");
}

TEST_CASE("invoke: by a plugin's id, too") {
  HostFixture fixture("  x: {plugin: com.example.twin}\n");
  CHECK(fixture.invoke("x", "echo").has_value());
}

TEST_CASE("invoke: what does not exist is answered with what does") {
  HostFixture fixture(
      "  shop: {plugin: blocking}\n  broken: {plugin: blokcing}\n  odd: {plugin: blocking, config: "
      "{refuse: 1}}\n  both: {plugin: queued, config: {refuse: 1}, auth: {kind: token, token: t-00000}}\n");

  struct Row {
    std::string_view connection;
    std::string_view action;
    callout_status status;
    std::string_view text;
    std::string_view hint;
  };

  const Row rows[] = {
      {"shopp", "echo", CALLOUT_E_NOT_FOUND, "there is no connection \"shopp\"", R"(did you mean "shop"?)"},
      {"zzzzzzzz", "echo", CALLOUT_E_NOT_FOUND, "no connection", "It has: shop, broken, odd, both"},
      {"shop",
       "ecko",
       CALLOUT_E_UNKNOWN_ACTION,
       "blocking has no action \"ecko\"",
       R"(did you mean "echo"?)"},
      {"shop", "zzzzzzzz", CALLOUT_E_UNKNOWN_ACTION, "has no action", "callout actions blocking"},
      {"broken",
       "echo",
       CALLOUT_E_NOT_FOUND,
       "callout.yaml:3:3: connection broken: there is no plugin",
       "blocking"},
      {"odd",
       "echo",
       CALLOUT_E_INVALID_ARGUMENT,
       "callout.yaml:4:3: connection odd: /refuse is 1",
       "Mend `config` of connection odd."},
      {"both",
       "echo",
       CALLOUT_E_INVALID_ARGUMENT,
       "connection both: /refuse is 1",
       "Mend `config` of connection both."},
  };
  for (const Row& row : rows) {
    CAPTURE(row.connection);
    CAPTURE(row.action);
    const auto result = fixture.invoke(row.connection, row.action);
    REQUIRE(result.has_error());
    CHECK(result.error().status == row.status);
    const std::string message = result.error().message();
    CAPTURE(message);
    CHECK(message.find(row.text) != std::string::npos);
    if (!row.hint.empty()) {
      CHECK(std::string(result.error().problem.at("hint").as_string()).find(row.hint) != std::string::npos);
    }
  }
}

TEST_CASE("invoke: a good call loads one plugin and asks for no manifest") {
  const TemporaryFolder plugins;
  const fs::path wanted =
      plugins.copy(fs::path(CALLOUT_FIXTURES) / "callout-blocking.so", "callout-wanted.so");
  const fs::path other = plugins.copy(fs::path(CALLOUT_FIXTURES) / "callout-blocking.so", "callout-spare.so");
  const fs::path config =
      plugins.write("callout.yaml", "connections: {x: {plugin: wanted}, y: {plugin: spare}}");
  const auto host = Host::open({.plugin_dirs = {plugins.path()}, .config_file = config, .log = {}});
  REQUIRE(host.has_value());
  const auto counts = (*host)->invoke({.connection = "x", .action = "count", .request_id = {}, .limits = {}});
  CHECK(json::parse(*counts).at("descriptions") == 0);
  std::ifstream maps("/proc/self/maps");
  const std::string mapped{std::istreambuf_iterator<char>(maps), std::istreambuf_iterator<char>()};
  CHECK(mapped.find(wanted.string()) != std::string::npos);
  CHECK(mapped.find(other.string()) == std::string::npos);
}

TEST_CASE("invoke: a call given up on costs its instance, the next one gets another") {
  HostFixture fixture("  x: {plugin: async}\n");
  const std::int64_t before = fixture.count("x", "instances");
  const auto limits =
      CallLimits{.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(500), .stop = {}};
  const auto result = fixture.invoke("x", "held", "{}", limits);
  REQUIRE(result.has_error());
  CHECK(result.error().status == CALLOUT_E_DEADLINE);
  CHECK(*fixture.invoke("x", "release") == "0");
  CHECK(fixture.count("x", "instances") == before + 1);
}

TEST_CASE("invoke: who waits behind a call that is given up on is served by the next instance") {
  HostFixture fixture("  x: {plugin: queued, auth: {kind: token, token: t-00000}}\n"
                      "  y: {plugin: queued}\n");
  const std::int64_t held = fixture.count("y", "waiting");
  const auto given_up = json::parse(*fixture.invoke("x", "echo")).at("instance").as_int64();
  const std::int64_t instances = fixture.count("y", "instances");
  std::stop_source stop;
  std::jthread holder([&] { (void)fixture.invoke("x", "held", "{}", {.stop = stop.get_token()}); });
  while (fixture.count("y", "waiting") == held) {
  }
  constexpr int callers = 6;
  std::atomic<int> arrived = 0;
  std::atomic<int> served = 0;
  {
    std::vector<std::jthread> running;
    for (int i = 0; i < callers; ++i) {
      running.emplace_back([&] {
        ++arrived;
        const auto result = fixture.invoke("x", "echo");
        served += result.has_value() && json::parse(*result).at("instance") != given_up ? 1 : 0;
      });
    }
    running.emplace_back([&] { // authenticates anew, also on the instance
      ++arrived;
      served += fixture.host().test("x", {}).has_value() ? 1 : 0;
    });
    while (arrived != callers + 1) {
    }
    stop.request_stop(); // the plugin has the grace to answer, in which all of them queue
  }
  CHECK(served == callers + 1);
  CHECK(fixture.count("y", "instances") == instances + 1);
  CHECK(*fixture.invoke("y", "release") == "0");
}

TEST_CASE("connections: as configured, in order, without secrets") {
  HostFixture fixture("  b: {plugin: blocking, description: B, config: {base_url: https://b}}\n"
                      "  a: {plugin: nowhere, auth: {kind: token, token: hush-hush}}\n");
  const auto connections = fixture.host().connections();
  REQUIRE(connections.size() == 2);
  CHECK(connections[0].name == "b");
  CHECK(connections[0].description == "B");
  CHECK(connections[0].base_url == "https://b");
  CHECK(connections[0].authentication.empty());
  CHECK(connections[1].plugin == "nowhere");
  CHECK(connections[1].authentication == "token");
}

TEST_CASE("plugins: lists what lies in the folders") {
  HostFixture fixture("  x: {plugin: blocking}\n");
  const auto plugins = fixture.host().plugins();
  REQUIRE(plugins.size() == 8);
  CHECK(plugins[0].name == "async");
  CHECK(plugins[0].id == "com.example.async");
  CHECK_FALSE(plugins[0].refusal.has_value());
}

TEST_CASE("describe: manifests and actions") {
  HostFixture fixture("  x: {plugin: blocking}\n");
  CHECK(json::parse(*fixture.host().describe_plugin("blocking", "")).at("id") == "com.example.blocking");
  CHECK(json::parse(*fixture.host().describe_plugin("com.example.blocking", "echo")).at("name") == "echo");
  CHECK(json::parse(*fixture.host().describe_action("x", "echo")).at("name") == "echo");
  const auto unknown = fixture.host().describe_action("x", "ecko");
  REQUIRE(unknown.has_error());
  CHECK(unknown.error().problem.at("hint") == R"(did you mean "echo"?)");
  CHECK(fixture.host().describe_action("y", "echo").has_error());
  CHECK(fixture.host().describe_plugin("nowhere", "").has_error());
}

TEST_CASE("invoke: every call is logged with how it went") {
  HostFixture fixture("  x: {plugin: blocking}\n");
  (void)fixture.invoke("x", "echo");
  (void)fixture.invoke("x", "status_only");
  const auto records = fixture.records();
  REQUIRE(records.size() == 2);
  CHECK(records[0].level == LogLevel::debug);
  CHECK(records[0].fields.at("connection") == "x");
  CHECK(records[0].fields.at("action") == "echo");
  CHECK(records[0].fields.at("status") == "ok");
  CHECK(records[0].fields.at("took_ms").is_int64());
  CHECK(records[1].fields.at("status") == "rate-limited");
}

TEST_CASE("host: many threads share connections, sessions and plugins") {
  HostFixture fixture("  a: {plugin: async, auth: {kind: token, token: t-00000}}\n"
                      "  b: {plugin: blocking, auth: {kind: token, token: t-00000}}\n"
                      "  c: {plugin: concurrent}\n");
  const std::int64_t before = fixture.count("c", "invocations");
  constexpr std::int64_t threads = 8;
  constexpr std::int64_t rounds = 50;
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> running;
    for (int i = 0; i < threads; ++i) {
      running.emplace_back([&] {
        for (int n = 0; n < rounds; ++n) {
          failed += fixture.invoke("a", "thread").has_error() ? 1 : 0;
          failed += fixture.invoke("b", "echo").has_error() ? 1 : 0;
          failed += fixture.invoke("c", "echo").has_error() ? 1 : 0;
          failed += fixture.host().describe_action("c", "echo").has_error() ? 1 : 0;
        }
      });
    }
  }
  CHECK(failed == 0);
  CHECK(fixture.count("c", "invocations") == before + 1 + threads * rounds);
}

TEST_CASE("host: two of them in one process share a plugin, and each logs its own calls") {
  HostFixture first("  x: {plugin: waking}\n");
  HostFixture second("  y: {plugin: waking}\n");
  (void)first.invoke("x", "twice");
  CHECK(first.count("x", "entries") == second.count("y", "entries"));
  CHECK(first.logged().find("answered a call twice") != std::string::npos);
  CHECK(second.logged().find("answered a call twice") == std::string::npos);
}

TEST_CASE("open: a file that cannot be used") {
  const TemporaryFolder folder;
  const auto missing =
      Host::open({.plugin_dirs = {}, .config_file = folder.path() / "absent.yaml", .log = {}});
  REQUIRE(missing.has_error());
  CHECK(missing.error().status == CALLOUT_E_NOT_FOUND);
  const auto broken =
      Host::open({.plugin_dirs = {}, .config_file = folder.write("c.yaml", "connections: 7"), .log = {}});
  REQUIRE(broken.has_error());
  CHECK(broken.error().message().find("c.yaml:1:14: ") != std::string::npos);
}

} // namespace
} // namespace callout::host
