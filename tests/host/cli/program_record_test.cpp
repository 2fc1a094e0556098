#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "program_fixture.hpp"

namespace callout::host::cli {
namespace {

using testing::ProcessResult;

/// On a machine that has nothing but the recording.
ProcessResult replay(const Desk& desk, std::vector<std::string> arguments, std::string input = {}) {
  arguments.insert(arguments.end(), {"--replay", "calls.jsonl"});
  testing::ProcessSpec spec = desk.spec(std::move(arguments));
  std::filesystem::remove(desk.directory() / "callout.yaml");
  spec.environment["CALLOUT_PLUGIN_PATH"] = std::nullopt;
  spec.environment["DESK_TOKEN"] = std::nullopt;
  spec.input = std::move(input);
  return testing::run_process(spec);
}

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_CASE("callout --record, --replay: every command answers as it did") {
  struct Row {
    std::string_view name;
    std::vector<std::string> arguments;
    int status = 0;
    std::string input = {};
  };

  const Row rows[] = {
      {"a call", {"invoke", "desk.echo", "limit=5", "statuses=open"}},
      {"a failure", {"invoke", "open.missing"}, 1},
      {"a refusal", {"invoke", "open.refuse"}, 2},
      {"no such action", {"invoke", "open.ecko"}, 2},
      {"no such connection", {"invoke", "opne.echo"}, 2},
      {"a list", {"invoke", "open.list", "--stream", "count=5"}},
      {"a list that fails late", {"invoke", "open.list", "--stream", "fault=late"}, 1},
      {"no dry run", {"invoke", "open.echo", "--dry-run"}, 1},
      {"a test", {"test", "desk", "--json"}},
      {"a test that fails", {"test", "stranger"}, 2},
      {"a batch",
       {"batch", "--concurrency", "1"},
       1,
       "{\"id\":1,\"action\":\"open.echo\",\"input\":{\"limit\":1}}\n{\"id\":2,\"action\":\"open.missing\"}"
       "\n"},
      {"a batch of lists",
       {"batch", "--stream", "--concurrency", "1"},
       0,
       "{\"id\":1,\"action\":\"open.list\",\"input\":{\"count\":3}}\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Desk desk;
    std::vector<std::string> recorded = row.arguments;
    recorded.insert(recorded.end(), {"--record", "calls.jsonl"});
    const ProcessResult first = desk.run(recorded, row.input);
    const ProcessResult second = replay(desk, row.arguments, row.input);
    CAPTURE(first.error);
    CAPTURE(second.error);
    CHECK(second.output == first.output);
    CHECK(second.status == row.status);
    CHECK(first.status == row.status);
  }
}

TEST_CASE("callout --record: the file is its owner's alone, holds no secret, and goes on") {
  const Desk desk;
  const std::vector<std::string> arguments{
      "invoke", "desk.echo", "statuses=desk-t0ken", "statuses=desk-sess10n", "--record", "calls.jsonl"};
  REQUIRE(desk.run(arguments).status == 0);
  REQUIRE(desk.run(arguments).status == 0);
  const auto file = desk.directory() / "calls.jsonl";
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  const std::string text = content(file);
  CHECK(text.starts_with("{\"callout_recording\":1}\n"));
  CHECK(text.find("desk-t0ken") == std::string::npos);
  CHECK(text.find("desk-sess10n") == std::string::npos);
  CHECK(text.find(R"("statuses":["[redacted]","[redacted]"])") != std::string::npos);
  CHECK(text.find("\"kind\":\"call\"") != text.rfind("\"kind\":\"call\""));
}

TEST_CASE("callout --record: a line is there before the next call begins") {
  const Desk desk;
  testing::ProcessSpec spec = desk.spec({"batch", "--record", "calls.jsonl"});
  spec.keep_input_open = true;
  testing::Process batch(spec);
  REQUIRE(batch.write_input("{\"id\":1,\"action\":\"open.echo\"}\n"));
  REQUIRE(batch.read_line().has_value());
  batch.send_signal(SIGKILL);
  (void)batch.wait();
  CHECK(content(desk.directory() / "calls.jsonl").find("\"kind\":\"call\"") != std::string::npos);
  CHECK(replay(desk, {"invoke", "open.echo"}).output == "{}\n");
}

TEST_CASE("callout run --replay: a workflow without its plugin, its connections and its secrets") {
  Desk desk;
  desk.write("list.yaml", R"(document: { dsl: 1.0.3, namespace: examples, name: list, version: 0.1.0 }
do:
  - look: { call: desk.list, with: { count: 3 } }
  - try: { try: [ { gone: { call: open.missing } } ], catch: { as: e, do: [ { note: { set: { why: "${ $e.status }" } } } ] } }
  - echo: { call: desk.echo, with: { limit: 7 } }
)");
  const ProcessResult first = desk.run({"run", "list.yaml", "--record", "calls.jsonl"});
  CAPTURE(first.error);
  REQUIRE(first.status == 0);
  const ProcessResult second = replay(desk, {"run", "list.yaml"});
  CAPTURE(second.error);
  CHECK(second.status == 0);
  CHECK(second.output == first.output);
}

TEST_CASE("callout --replay: what cannot be replayed says why") {
  struct Row {
    std::string_view name;
    std::vector<std::string> arguments;
    std::string_view told;
  };

  Desk desk;
  desk.write("broken.jsonl", "{\"callout_recording\":1}\n{\"kind\":\n");
  const Row rows[] = {
      {"with --record", {"invoke", "a.b", "--replay", "x", "--record", "y"}, "--record excludes --replay"},
      {"no file", {"invoke", "a.b", "--replay", "none.jsonl"}, "the recording none.jsonl cannot be read"},
      {"no recording", {"invoke", "a.b", "--replay", "callout.yaml"}, "callout.yaml:1: this is no recording"},
      {"a broken line", {"invoke", "a.b", "--replay", "broken.jsonl"}, "broken.jsonl:2"},
      {"onto another file", {"invoke", "open.echo", "--record", "callout.yaml"}, "none of Callout's"},
      {"a trace onto another file", {"invoke", "open.echo", "--trace", "callout.yaml"}, "none of Callout's"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const ProcessResult result = desk.run(row.arguments);
    CAPTURE(result.error);
    CHECK(result.status == 2);
    CHECK(result.error.find(row.told) != std::string::npos);
  }
}

TEST_CASE("callout --stats: counters on standard error, as a table or as JSON") {
  const Desk desk;
  const std::string input = "{\"id\":1,\"action\":\"desk.echo\"}\n{\"id\":2,\"action\":\"open.missing\"}\n";
  const ProcessResult text = desk.run({"batch", "--stats"}, input);
  CHECK(text.error.find("calls            2       1 not-found, 1 ok") != std::string::npos);
  CHECK(text.error.find("authentications  1") != std::string::npos);
  const ProcessResult json = desk.run({"batch", "--stats", "--log-format", "json"}, input);
  const std::size_t last = json.error.rfind("{\"stats\"");
  REQUIRE(last != std::string::npos);
  const auto stats = boost::json::parse(json.error.substr(last)).at("stats");
  CHECK(stats.at("calls") == 2);
  CHECK(stats.at("by_status").at("not-found") == 1);
  CHECK(desk.run({"test", "desk", "--json", "--stats"}).error.find("{\"stats\":{\"calls\":1,") !=
        std::string::npos);
  CHECK(desk.run({"invoke", "open.echo"}).error.empty());
}

} // namespace
} // namespace callout::host::cli
