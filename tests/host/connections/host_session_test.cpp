#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "fixtures/environment_override.hpp"
#include "host_fixture.hpp"

namespace callout::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::EnvironmentOverride;
using testing::HostFixture;

TEST_CASE("session: got on first use and kept") {
  HostFixture fixture("  x: {plugin: blocking, auth: {kind: token, token: t-00000}}\n");
  const std::int64_t before = fixture.count("x", "authentications");
  CHECK(json::parse(*fixture.invoke("x", "echo")).at("has_session") == 1);
  (void)fixture.invoke("x", "echo");
  CHECK(fixture.count("x", "authentications") == before);
}

TEST_CASE("session: of a short life, got again each time") {
  HostFixture fixture(
      "  x: {plugin: blocking, config: {expires_in_ms: 1}, auth: {kind: token, token: t-00000}}\n");
  const std::int64_t before = fixture.count("x", "authentications");
  std::this_thread::sleep_for(std::chrono::milliseconds(2)); // longer than it lives, no matter how much
  CHECK(fixture.count("x", "authentications") == before + 1);
}

TEST_CASE("session: refused, the call is sent again once with another") {
  HostFixture fixture("  x: {plugin: blocking, auth: {kind: token, token: t-00000}}\n");
  const std::int64_t before = fixture.count("x", "authentications"); // it has session number `before`

  SUBCASE("and the next one is good") {
    const std::string input = R"({"at_least":)" + std::to_string(before + 1) + "}";
    CHECK(*fixture.invoke("x", "need_session", input) == "\"good session\"");
    CHECK(fixture.count("x", "authentications") == before + 1);
    CHECK(fixture.logged().find("session refused, authenticating again") != std::string::npos);
  }
  SUBCASE("and the next one is refused, too") {
    const auto result = fixture.invoke("x", "need_session", R"({"at_least":1000000})");
    REQUIRE(result.has_error());
    CHECK(result.error().status == CALLOUT_E_UNAUTHENTICATED);
    CHECK(result.error().problem.at("hint").as_string().find("check the credentials") != std::string::npos);
    CHECK(fixture.count("x", "authentications") == before + 1);
  }
}

TEST_CASE("session: refused to many at once, one of them authenticates") {
  HostFixture fixture("  x: {plugin: concurrent, auth: {kind: token, token: t-00000}}\n");
  const std::int64_t before = fixture.count("x", "authentications");
  const std::string input = R"({"at_least":)" + std::to_string(before + 1) + "}";
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] { failed += fixture.invoke("x", "need_session", input).has_error() ? 1 : 0; });
    }
  }
  CHECK(failed == 0);
  CHECK(fixture.count("x", "authentications") == before + 1);
}

TEST_CASE("session: a connection without auth has none, and a refusal is the answer") {
  HostFixture fixture("  x: {plugin: blocking}\n");
  const std::int64_t before = fixture.count("x", "authentications");
  const auto result = fixture.invoke("x", "need_session", R"({"at_least":1})");
  REQUIRE(result.has_error());
  CHECK(result.error().status == CALLOUT_E_UNAUTHENTICATED);
  CHECK(fixture.count("x", "authentications") == before);
}

TEST_CASE("session: what can go wrong on the way to one") {
  struct Row {
    std::string_view auth;
    callout_status status;
    std::string_view text;
  };

  const EnvironmentOverride unset("CALLOUT_TEST_UNSET", std::nullopt);
  const Row rows[] = {
      {"{kind: token, fail: 1}",
       CALLOUT_E_INVALID_ARGUMENT,
       "callout.yaml:2:3: connection x: wrong credentials"},
      {"{kind: token, fail: 2}", CALLOUT_E_PROTOCOL, "its answer has no session"},
      {"{kind: tokn, token: x}",
       CALLOUT_E_INVALID_ARGUMENT,
       "callout.yaml:2:3: connection x: plugin blocking knows no authentication of kind \"tokn\""},
      {"{kind: token, token: {env: CALLOUT_TEST_UNSET}}",
       CALLOUT_E_INVALID_ARGUMENT,
       "token comes from the environment variable CALLOUT_TEST_UNSET, which is not set"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.auth);
    HostFixture fixture("  x: {plugin: blocking, auth: " + std::string(row.auth) + "}\n");
    for (int i = 0; i < 2; ++i) { // a failure is not kept, nor does it break what comes next
      const auto result = fixture.invoke("x", "echo");
      REQUIRE(result.has_error());
      CHECK(result.error().status == row.status);
      CHECK(result.error().message().find(row.text) != std::string::npos);
      CHECK(result.error().problem.contains("hint"));
    }
  }
}

TEST_CASE("test: authenticates anew and makes the cheapest call that the scopes allow") {
  HostFixture fixture(
      "  x: {plugin: blocking, auth: {kind: token, token: t-00000}}\n"
      "  own: {plugin: blocking, auth: {kind: token, token: t-00000}, test: {action: guarded, input: "
      "{mine: 1}}}\n"
      "  bare: {plugin: blocking}\n");
  const std::int64_t before = fixture.count("x", "authentications");
  const auto tested = fixture.host().test("x", {});
  REQUIRE(tested.has_value());
  CHECK(fixture.count("x", "authentications") == before + 1);
  CHECK(tested->authentication.label == "tester");
  CHECK(tested->authentication.granted_scopes == std::vector<std::string>{"read"});
  CHECK(tested->authentication.missing_scopes == std::vector<std::string>{"write"});
  CHECK_FALSE(tested->authentication.expires_in.has_value());
  CHECK(tested->action == "echo"); // "guarded" comes first, but its scope is not granted
  CHECK(json::parse(tested->result).at("input").at("ping") == 1);

  const auto own = fixture.host().test("own", {});
  REQUIRE(own.has_value());
  CHECK(own->action == "guarded");
  CHECK(json::parse(own->result).at("input").at("mine") == 1);

  const auto bare = fixture.host().test("bare", {});
  REQUIRE(bare.has_value());
  CHECK(bare->authentication.label.empty());
  CHECK(bare->action == "guarded"); // no scopes known: the first is worth a try
  CHECK(fixture.host().test("absent", {}).has_error());
}

TEST_CASE("redaction: what a plugin tells of a session or a secret does not leave the host") {
  const EnvironmentOverride secret("CALLOUT_TEST_SECRET", "swordfish-1");
  HostFixture fixture("  x: {plugin: blocking, auth: {kind: token, token: {env: CALLOUT_TEST_SECRET}}}\n");
  const auto result = fixture.invoke("x", "tell_secret");
  REQUIRE(result.has_error());
  const std::string problem = json::serialize(result.error().problem);
  CHECK(problem.find("session-token") == std::string::npos);
  CHECK(problem.find("[redacted]") != std::string::npos);
  const std::string logged = fixture.logged();
  const auto records = fixture.records();
  const auto own = std::find_if(
      records.begin(), records.end(), [](const LogRecord& record) { return record.source == "blocking"; });
  REQUIRE(own != records.end()); // the plugin's own record is there, and says which call it belongs to
  CHECK(own->fields.at("action") == "tell_secret");
  CHECK(own->fields.at("request_id").is_string());
  CHECK(logged.find("session-token") == std::string::npos);
  CHECK(logged.find("swordfish-1") == std::string::npos);
  CHECK(logged.find("[redacted]") != std::string::npos);
}

TEST_CASE("open: a secret in plain sight is warned of, and of a file that others can read") {
  HostFixture quiet("  x: {plugin: blocking, auth: {kind: token, token: {env: CALLOUT_TEST_SECRET}}}\n");
  CHECK(quiet.records().empty());
  HostFixture plain("  x: {plugin: blocking, auth: {kind: token, token: swordfish-2}}\n");
  REQUIRE(plain.records().size() == 1);
  CHECK(plain.records()[0].level == LogLevel::warn);
  CHECK(plain.records()[0].fields.at("members").at(0) == "token");
  CHECK_FALSE(plain.records()[0].fields.contains("file"));

  fs::permissions(plain.folder().path() / "callout.yaml", fs::perms(0644));
  std::vector<LogRecord> records;
  const auto open = Host::open({.plugin_dirs = {},
                                .config_file = plain.folder().path() / "callout.yaml",
                                .log = [&](const LogRecord& record) {
                                  records.push_back(record);
                                }});
  REQUIRE(records.size() == 1);
  CHECK(records[0].fields.at("file").as_string().find("can be read by others") != std::string::npos);
}

TEST_CASE("connection: one whose plugin is slow to get ready holds nobody up") {
  HostFixture fixture("  slow: {plugin: concurrent, config: {gate: 1}, read_only: true}\n"
                      "  free: {plugin: concurrent}\n");
  const std::int64_t waiting = fixture.count("free", "waiting");
  const std::int64_t made = fixture.count("free", "instances");
  Result<std::string> first = std::string();
  std::thread caller([&] { first = fixture.invoke("slow", "echo"); });
  while (fixture.count("free", "waiting") == waiting) {
    std::this_thread::yield();
  }
  CHECK(fixture.host().describe_action("slow", "echo").has_value());
  const auto late = fixture.invoke(
      "slow",
      "echo",
      "{}",
      {.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(5), .stop = {}});
  CHECK(late.error().status == CALLOUT_E_DEADLINE);
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = fixture.invoke("slow", "echo", "{}", {.stop = stop.get_token()});
  CHECK(stopped.error().status == CALLOUT_E_CANCELLED);
  (void)fixture.invoke("free", "open_gate");
  caller.join();
  CHECK(first.has_value());
  CHECK(fixture.invoke("slow", "echo").has_value());
  CHECK(fixture.count("free", "instances") == made + 1);
}

TEST_CASE("describe_action: asks the plugin once") {
  HostFixture fixture("  x: {plugin: concurrent}\n");
  const std::int64_t before = fixture.count("x", "descriptions");
  const std::string first = fixture.host().describe_action("x", "echo").value();
  CHECK(fixture.host().describe_action("x", "echo").value() == first);
  CHECK(fixture.count("x", "descriptions") == before + 1);
  CHECK(fixture.host().describe_action("x", "none").has_error());
  CHECK(fixture.host().describe_action("x", "none").has_error()); // a failure is not kept
}

} // namespace
} // namespace callout::host
