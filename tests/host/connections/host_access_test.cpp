#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <callout/host/workflow.hpp>
#include <doctest/doctest.h>

#include "host_fixture.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;
using testing::HostFixture;

constexpr std::string_view connections = "  free: {plugin: blocking}\n"
                                         "  reader: {plugin: blocking, read_only: true}\n"
                                         "  picked: {plugin: blocking, allow: ['e*', count], deny: ['ec*']}\n"
                                         "  pinger: {plugin: blocking, deny: [guarded]}\n";

TEST_CASE("access: what is forbidden does not reach the plugin") {
  HostFixture fixture(connections);

  struct Row {
    std::string_view name;
    std::string_view connection;
    std::string_view action;
    callout_status status;
    std::string_view text;
  };

  const Row rows[] = {
      {"read_only, a risk of write",
       "reader",
       "guarded",
       CALLOUT_E_PERMISSION_DENIED,
       R"(callout.yaml:3:41: connection reader forbids guarded: read_only is set, and its risk is "write")"},
      {"read_only, a risk that is not told",
       "reader",
       "count",
       CALLOUT_E_PERMISSION_DENIED,
       "the plugin does not say that it only reads"},
      {"read_only, an action that the manifest hides",
       "reader",
       "overlap",
       CALLOUT_E_UNKNOWN_ACTION,
       R"(blocking has no action "overlap")"},
      {"denied", "picked", "echo", CALLOUT_E_PERMISSION_DENIED, R"(it fits "ec*" of deny)"},
      {"not allowed", "picked", "guarded", CALLOUT_E_PERMISSION_DENIED, R"(nothing of allow: "e*", "count")"},
  };
  const std::int64_t before = fixture.count("free", "invocations");
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto described = fixture.host().describe_action(row.connection, row.action);
    REQUIRE(described.has_error()); // so that `validate` and `run` tell of it before anything runs
    CHECK(described.error().status == row.status);
    const auto result = fixture.invoke(row.connection, row.action);
    REQUIRE(result.has_error());
    CHECK(result.error().status == row.status);
    const std::string message = result.error().message();
    CAPTURE(message);
    CHECK(message.find(row.text) != std::string::npos);
  }
  CHECK(fixture.count("free", "invocations") == before + 1); // its own
}

TEST_CASE("access: what is permitted is called, and read_only asks for one manifest") {
  HostFixture fixture(connections);
  CHECK(fixture.invoke("picked", "count").has_value());
  CHECK(fixture.invoke("pinger", "echo").has_value());
  const std::int64_t before = fixture.count("free", "descriptions");
  for (int call = 0; call < 3; ++call) {
    CHECK(fixture.invoke("reader", "echo").has_value());
  }
  CHECK(fixture.count("free", "descriptions") == before + 1);
}

TEST_CASE("access: a dry run needs the same permission") {
  HostFixture fixture(connections);
  const auto result = fixture.host().invoke(
      {.connection = "reader", .action = "guarded", .request_id = {}, .limits = {}, .dry_run = true});
  REQUIRE(result.has_error());
  CHECK(result.error().status == CALLOUT_E_PERMISSION_DENIED);
}

TEST_CASE("access: describe_action tells, test makes another call, connections lists the options") {
  HostFixture fixture(connections);
  CHECK(fixture.host().describe_action("reader", "echo").has_value());
  CHECK(fixture.host().describe_action("reader", "guarded").error().status == CALLOUT_E_PERMISSION_DENIED);
  CHECK(fixture.host().describe_action("picked", "echo").error().status == CALLOUT_E_PERMISSION_DENIED);
  CHECK(fixture.host().describe_action("reader", "ecko").error().problem.at("hint") ==
        R"(did you mean "echo"?)");

  CHECK(fixture.host().test("free", {})->action == "guarded"); // the plugin's first choice
  CHECK(fixture.host().test("pinger", {})->action == "echo");
  CHECK(fixture.host().test("reader", {})->action == "echo");
  CHECK(fixture.host().test("picked", {})->action.empty());

  const auto entries = fixture.host().connections();
  REQUIRE(entries.size() == 4);
  CHECK_FALSE(entries[0].read_only);
  CHECK(entries[0].allow.empty());
  CHECK(entries[1].read_only);
  CHECK((entries[2].allow == std::vector<std::string>{"e*", "count"}));
  CHECK((entries[2].deny == std::vector<std::string>{"ec*"}));
}

TEST_CASE("access: a workflow that calls what is forbidden fails its check, and its run") {
  HostFixture fixture(connections);
  const auto workflow =
      Workflow::parse("document: { dsl: '1.0.3', namespace: a, name: b, version: '1.0.0' }\n"
                      "do:\n"
                      "  - look: { call: reader.echo }\n"
                      "  - act: { call: reader.guarded }\n",
                      "flow.yaml");
  REQUIRE(workflow.has_value());
  const auto problems = workflow->check(fixture.host());
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].status == CALLOUT_E_PERMISSION_DENIED);
  CHECK(problems[0].message().starts_with("flow.yaml:4:18: "));
  CHECK(problems[0].message().find("read_only") != std::string::npos);
  const auto result = workflow->run(fixture.host(), {});
  REQUIRE(result.has_error());
  CHECK(std::string(result.error().problem.at("type").as_string()).ends_with("/authorization"));
  CHECK(result.error().problem.at("instance") == "/do/1/act");
}

TEST_CASE("invoke: a dry run is asked for by the request's flag, and only then") {
  HostFixture fixture(connections);
  const auto flags = [&](bool dry_run) {
    const auto result = fixture.host().invoke(
        {.connection = "free", .action = "echo", .request_id = {}, .limits = {}, .dry_run = dry_run});
    return json::parse(result.value()).at("flags").to_number<unsigned>();
  };
  CHECK((flags(true) & CALLOUT_REQ_DRY_RUN) != 0);
  CHECK((flags(false) & CALLOUT_REQ_DRY_RUN) == 0);
}

TEST_CASE("invoke: an instance whose calls were given up on is destroyed once they are answered") {
  HostFixture fixture("  x: {plugin: async}\n  y: {plugin: async}\n");
  const auto give_up = [&] {
    const auto soon =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(500); // long enough to be entered
    CHECK(fixture.invoke("x", "held", "{}", {.deadline = soon, .stop = {}}).has_error());
  };
  const std::int64_t before = fixture.count("y", "destroyed");
  give_up();
  give_up();
  (void)fixture.invoke("x", "echo");
  CHECK(fixture.count("y", "destroyed") == before); // their calls are open
  CHECK(*fixture.invoke("y", "release") == "0");    // answers them
  (void)fixture.invoke("x", "echo");
  CHECK(fixture.count("y", "destroyed") == before + 2);
}

} // namespace
} // namespace callout::host
