// The barrier between C++ and the C ABI, driven through the table as a host would.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <callout/sdk/testing.hpp>
#include <doctest/doctest.h>

#include "barrier_probe.hpp"

using namespace callout::sdk;
using namespace callout::sdk::testing;

TEST_CASE("barrier: every way an action ends is one answer") {
  struct Row {
    std::string_view action;
    callout_status status;
    std::string_view text; // part of the answer
  };

  const Row rows[] = {
      {"echo",
       CALLOUT_OK,
       R"("action":"echo","request_id":"test-request","attempt":1,"host":"callout-test")"},
      {"raw", CALLOUT_OK, R"({"number":0.1})"},
      {"missing", CALLOUT_E_NOT_FOUND, R"({"detail":"there is none","hint":"Look elsewhere."})"},
      {"positive", CALLOUT_E_INTERNAL, "a problem with a good status"},
      {"throws", CALLOUT_E_INTERNAL, "the plugin failed: boom"},
      {"throws_int", CALLOUT_E_INTERNAL, ""},
      {"talk", CALLOUT_OK, "null"},
      {"later", CALLOUT_OK, R"({"later":{"x":1}})"},
      {"forgets", CALLOUT_E_INTERNAL, "the action ended without an answer"},
      {"throws_later", CALLOUT_E_INTERNAL, "the action ended without an answer"},
      {"nothing", CALLOUT_E_UNKNOWN_ACTION, R"(probe has no action \"nothing\")"},
      {"\xff", CALLOUT_E_UNKNOWN_ACTION, "probe has no action of that name, which is not UTF-8"},
  };
  PluginUnderTest plugin(&entry);
  InstanceUnderTest instance = plugin.create();
  for (const Row& row : rows) {
    CAPTURE(row.action);
    const Answer answer = instance.invoke(row.action, {{"x", 1}});
    CHECK(answer.status == row.status);
    CHECK(answer.answers <= 1);
    CHECK(answer.text.find(row.text) != std::string::npos);
  }
}

TEST_CASE("barrier: input that is no object of JSON is refused before the action sees it") {
  struct Row {
    std::string_view input;
    std::string_view detail;
  };

  const Row rows[] = {
      {"{", "input is not valid JSON"},
      {"[1]", "input is not a JSON object"},
      {"{} {}", "input is not valid JSON at byte"},
      {R"({"n":1e309})", "input holds a number that is out of range"},
      {"{\"s\":\"\xff\"}", "input is not valid JSON"},
  };
  PluginUnderTest plugin(&entry);
  InstanceUnderTest instance = plugin.create();
  for (const Row& row : rows) {
    for (const std::string_view action : {"echo", "later"}) { // a blocking and an asynchronous one
      CAPTURE(row.input);
      const Answer answer = instance.invoke_text(action, row.input);
      CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
      CHECK(answer.member("detail").find(row.detail) != std::string::npos);
    }
  }
  CHECK(instance.invoke_text("echo", "").ok()); // no input is an empty object
}

TEST_CASE("barrier: JSON nested beyond 64 levels is refused, not followed") {
  PluginUnderTest plugin(&entry);
  const std::string deep = "{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}";
  CHECK(plugin.create().invoke_text("echo", deep).status == CALLOUT_E_INVALID_ARGUMENT);
}

TEST_CASE("barrier: a constructor refuses a config with its own problem") {
  struct Row {
    std::string_view config;
    callout_status status;
    std::string_view detail;
  };

  const Row rows[] = {
      {R"({"refuse":1})", CALLOUT_E_INVALID_ARGUMENT, "/refuse is set"},
      {R"({"bug":1})", CALLOUT_E_INTERNAL, "the plugin failed: bug in a constructor"},
      {"[]", CALLOUT_E_INVALID_ARGUMENT, "config is not a JSON object"},
      {"{", CALLOUT_E_INVALID_ARGUMENT, "config is not valid JSON"},
      {"{}", CALLOUT_OK, ""},
      {"", CALLOUT_OK, ""},
  };
  PluginUnderTest plugin(&entry);
  for (const Row& row : rows) {
    CAPTURE(row.config);
    const Answer answer = plugin.try_create(row.config);
    CHECK(answer.status == row.status);
    CHECK(answer.text.find(row.detail) != std::string::npos);
  }
}

TEST_CASE("barrier: authenticate yields a session that actions receive") {
  PluginUnderTest plugin(&entry);
  InstanceUnderTest instance = plugin.create();
  const Answer answer = instance.authenticate("key", {{"key", "k"}});
  CHECK(answer.text == R"({"session":{"token":"t-1"},"expires_in_ms":1500,"identity":{"label":"probe"},)"
                       R"("scopes":{"granted":["a"],"missing":["b"]}})");
  CHECK(instance.invoke("echo", {}).member("session") == R"({"token":"t-1"})");
  CHECK(instance.authenticate("key", {{"wrong", 1}}).status == CALLOUT_E_UNAUTHENTICATED);
  const Answer unknown = instance.authenticate("password", {});
  CHECK(unknown.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(unknown.member("hint") == "Use one of: key");
}

TEST_CASE("barrier: cancel and deadline reach an action that waits") {
  PluginUnderTest plugin(&entry);
  InstanceUnderTest instance = plugin.create();
  std::stop_source stop;
  std::thread canceller([&] { stop.request_stop(); });
  CHECK(instance.invoke("wait", {}, {.stop = stop.get_token()}).status == CALLOUT_E_CANCELLED);
  canceller.join();
  CHECK(instance.invoke("wait", {}, {.stop = stop.get_token()}).status ==
        CALLOUT_E_CANCELLED); // before it began
  const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  CHECK(instance.invoke("wait", {}, {.deadline = soon}).status == CALLOUT_E_DEADLINE);
}

TEST_CASE("barrier: a request the plugin cannot honour is refused") {
  struct Row {
    std::string_view action;
    std::uint32_t flags;
    std::string_view detail;
  };

  const Row rows[] = {
      {"later", 0, "did not allow"},
      {"echo", CALLOUT_REQ_DRY_RUN, "no dry run"},
  };
  FakeHost host;
  const callout_plugin* const plugin = entry(host.table());
  callout_call creation;
  callout_instance* instance = nullptr;
  REQUIRE(plugin->create(plugin, &creation, {}, &instance) == CALLOUT_OK);
  for (const Row& row : rows) {
    CAPTURE(row.action);
    callout_request request{};
    request.struct_size = sizeof(request);
    request.flags = row.flags;
    request.action = to_callout_str(row.action);
    callout_call call;
    CHECK(plugin->invoke_action(instance, &call, &request) == CALLOUT_E_UNSUPPORTED);
    CHECK(call.answer.text.find(row.detail) != std::string::npos);
  }
  plugin->destroy(instance);
  plugin->shutdown(plugin);
}

TEST_CASE("barrier: a plugin that knows dry runs gets them") {
  PluginUnderTest plugin(&entry_with_dry_run);
  InstanceUnderTest instance = plugin.create();
  CHECK(instance.invoke("is_dry", {}).text == R"({"dry":false})");
  instance.use_flags(CALLOUT_REQ_DRY_RUN);
  CHECK(instance.invoke("is_dry", {}).text == R"({"dry":true})");
}

TEST_CASE("barrier: the table says what the plugin is") {
  PluginUnderTest plugin(&entry);
  const callout_plugin& table = plugin.table();
  CHECK(table.struct_size == sizeof(callout_plugin));
  CHECK(table.abi_version == CALLOUT_ABI_VERSION);
  CHECK(table.flags == (CALLOUT_PLUGIN_CONCURRENT | CALLOUT_PLUGIN_ASYNC));
  CHECK(to_string_view(table.id) == "com.example.probe");
  CHECK(to_string_view(table.version) == "1.2.3");
  CHECK(table.get_extension(&table, to_callout_str("com.example.none/1")) == nullptr);
}

TEST_CASE("barrier: log lines reach the host") {
  PluginUnderTest plugin(&entry);
  plugin.create().invoke("talk", {});
  const auto lines = plugin.host().log_lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].level == CALLOUT_LOG_WARN);
  CHECK(lines[0].message == "careful");
  CHECK(lines[0].fields == R"({"attempt":1})");
}

TEST_CASE("barrier: a plugin that cannot be made says why and refuses to load") {
  FakeHost host;
  const auto broken = +[]() -> Definition<Probe> {
    throw std::runtime_error("no such thing");
  };
  CHECK(load_plugin(host.table(), broken) == nullptr);
  REQUIRE(host.log_lines().size() == 1);
  CHECK(host.log_lines()[0].message == "no such thing");
}

TEST_CASE("barrier: calls overlap on one instance") {
  PluginUnderTest plugin(&entry);
  InstanceUnderTest instance = plugin.create();
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        good += instance.invoke("echo", {{"round", round}}).ok() ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(good == 1600);
}
