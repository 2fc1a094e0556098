#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "program_fixture.hpp"

namespace callout::host::cli {
namespace {

using testing::ProcessResult;

struct Row {
  std::string_view name;
  std::vector<std::string> arguments;
  int status = 0;
  std::string_view told; ///< stands in standard error
};

void check_rows(const Desk& desk, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const ProcessResult result = desk.run(row.arguments);
    CAPTURE(result.output);
    CAPTURE(result.error);
    CHECK(result.status == row.status);
    CHECK(result.error.find(row.told) != std::string::npos);
    CHECK(result.output.empty());
  }
}

TEST_CASE("callout: wrong usage ends with 2 and says what to do") {
  check_rows(Desk(),
             {
                 {"nothing", {}, 2, "no command was given"},
                 {"no such command", {"plugin"}, 2, "did you mean \"plugins\"?"},
                 {"no such option", {"plugins", "--jsno"}, 2, "--jsno"},
                 {"a missing argument", {"invoke"}, 2, "CONNECTION.ACTION is required"},
                 {"one argument too many", {"plugins", "x"}, 2, "not expected: x"},
                 {"a bad duration", {"plugins", "--timeout", "5"}, 2, "write 500ms, 30s, 2m or 1h"},
                 {"a bad format", {"plugins", "--log-format", "xml"}, 2, "xml not in"},
                 {"no concurrency", {"batch", "--concurrency", "0"}, 2, "not in range 1 to 256"},
                 {"half an action", {"invoke", "desk"}, 2, "does not name an action"},
             });
}

TEST_CASE("callout: input that cannot be used ends with 2") {
  Desk desk;
  desk.write("bad.json", "{\"limit\": 1,\n oops}");
  check_rows(
      desk,
      {
          {"bad JSON",
           {"invoke", "open.echo", "--input", "{"},
           2,
           "--input is not valid JSON: line 1, column 2"},
          {"a bad file", {"invoke", "open.echo", "--input", "@bad.json"}, 2, "line 2, column 2"},
          {"a missing file", {"invoke", "open.echo", "--input", "@none.json"}, 2, "cannot read none.json"},
          {"a folder", {"invoke", "open.echo", "--input", "@."}, 2, "Is a directory"},
          {"no object", {"invoke", "open.echo", "--input", "[]"}, 2, "not a JSON object"},
          {"nothing on standard input", {"invoke", "open.echo", "--input", "-"}, 2, "not valid JSON"},
          {"a wrong type", {"invoke", "open.echo", "limit=many"}, 2, "is no integer"},
          {"no key", {"invoke", "open.echo", "limit"}, 2, "is no key=value"},
      });
}

TEST_CASE("callout: connections, actions and files that are not there end with 2") {
  Desk desk;
  desk.write("broken.yaml", "connections:\n  a: [1\n");
  check_rows(desk,
             {
                 {"unknown connection", {"invoke", "dsek.echo"}, 2, "desk"},
                 {"unknown connection, with a key", {"invoke", "dsek.echo", "limit=1"}, 2, "desk"},
                 {"unknown action", {"invoke", "open.ecko"}, 2, "echo"},
                 {"a plugin that is not there", {"invoke", "stranger.echo"}, 2, "nowhere"},
                 {"testing an unknown connection", {"test", "dsek"}, 2, "desk"},
                 {"testing without a plugin", {"test", "stranger"}, 2, "nowhere"},
                 {"actions of no plugin", {"actions", "dsek"}, 2, "desk"},
                 {"no such action to show", {"actions", "desk", "ecko"}, 2, "ecko"},
                 {"no configuration there", {"connections", "--config", "none.yaml"}, 2, "none.yaml"},
                 {"broken configuration", {"connections", "--config", "broken.yaml"}, 2, "broken.yaml:"},
                 {"no workflow there", {"run", "none.yaml"}, 2, "none.yaml"},
                 {"no workflow to check", {"validate", "none.yaml"}, 2, "none.yaml"},
                 {"a broken workflow", {"validate", "broken.yaml"}, 2, "broken.yaml:"},
                 {"running a broken workflow", {"run", "broken.yaml"}, 2, "broken.yaml:"},
                 {"a folder as workflow", {"validate", "."}, 2, "the workflow file cannot be read"},
                 {"running a folder", {"run", "."}, 2, "the workflow file cannot be read"},
             });
}

TEST_CASE("callout: without any configuration it says where one is looked for") {
  const Desk desk;
  std::filesystem::remove(desk.directory() / "callout.yaml");
  const ProcessResult invoked = desk.run({"invoke", "desk.echo"});
  CHECK(invoked.status == 2);
  CAPTURE(invoked.error);
  CHECK(invoked.error.find("desk") != std::string::npos);
  CHECK(invoked.error.find("config") != std::string::npos);
  const ProcessResult listed = desk.run({"connections"});
  CHECK(listed.status == 0);
  CHECK(listed.error.find("CALLOUT_CONFIG") != std::string::npos);
  const ProcessResult logged = desk.run({"connections", "--log-format", "json"});
  CHECK(logged.error.find(R"("detail":"no connection is configured")") != std::string::npos);
}

TEST_CASE("callout invoke: a failed action prints its problem object") {
  const Desk desk;

  struct ProblemRow {
    std::string_view name;
    std::string action;
    int status = 0;
    std::string_view type;
  };

  const ProblemRow rows[] = {
      {"not found", "open.missing", 1, "urn:callout:problem:not-found"},
      {"refused by the plugin", "open.refuse", 2, "urn:callout:problem:invalid-argument"},
      {"refused by the service", "open.reject", 1, "urn:callout:problem:invalid-argument"},
  };
  for (const ProblemRow& row : rows) {
    CAPTURE(row.name);
    const ProcessResult readable = desk.run({"invoke", row.action});
    CHECK(readable.status == row.status);
    CHECK(readable.output.empty());
    CHECK(readable.error.starts_with("{\n"));
    const auto problem = boost::json::parse(readable.error);
    CHECK(problem.at("type") == boost::json::string_view(row.type));
    CHECK(problem.as_object().contains("detail"));
    const ProcessResult one_line = desk.run({"invoke", row.action, "--log-format", "json"});
    CHECK(one_line.status == row.status);
    CHECK(one_line.error.find('\n') + 1 == one_line.error.size());
    CHECK(boost::json::parse(one_line.error) == problem);
  }
}

TEST_CASE("callout: a call that takes too long ends with 1") {
  const ProcessResult result = Desk().run({"invoke", "open.wait", "--timeout", "50ms"});
  CHECK(result.status == 1);
  CHECK(boost::json::parse(result.error).at("type") == "urn:callout:problem:deadline");
}

TEST_CASE("callout: Ctrl-C and SIGTERM cancel the call and end with 130") {
  const Desk desk;
  for (const int signal : {SIGINT, SIGTERM}) {
    CAPTURE(signal);
    testing::ProcessSpec spec = desk.spec({"batch"});
    spec.keep_input_open = true;
    spec.input = "{\"id\": 1, \"action\": \"open.echo\"}\n{\"id\": 2, \"action\": \"open.wait\"}\n";
    testing::Process process(spec);
    REQUIRE((process.read_line() == "{\"id\":1,\"ok\":true,\"result\":{}}"));
    process.send_signal(signal);
    const ProcessResult result = process.wait();
    CHECK(result.status == 130);
    CHECK(result.signal == 0);
    CHECK(result.output.find("{\"id\":2,\"ok\":false,\"error\":{") == 0);
    CHECK(result.output.find("urn:callout:problem:cancelled") != std::string::npos);
  }
}

TEST_CASE("callout: Ctrl-C while standard input is awaited ends with 130") {
  const Desk desk;
  testing::ProcessSpec spec = desk.spec({"batch"});
  spec.keep_input_open = true;
  spec.input = "{\"action\": \"open.echo\"}\n";
  testing::Process process(spec);
  REQUIRE(process.read_line().has_value()); // so it waits for the next one
  process.send_signal(SIGINT);
  const ProcessResult result = process.wait();
  CHECK(result.status == 130);
  CHECK(result.signal == 0);
  CHECK(result.output.empty());
}

TEST_CASE("callout: a second Ctrl-C ends it at once") {
  const Desk desk;
  testing::ProcessSpec spec = desk.spec({"invoke", "open.stubborn", "--verbose"});
  testing::Process process(spec);
  REQUIRE(process.read_error_until("being stubborn"));
  process.send_signal(SIGINT);
  REQUIRE(process.read_error_until("still here"));
  process.send_signal(SIGINT);
  const ProcessResult result = process.wait();
  CHECK(result.status == 130);
  CHECK(result.signal == 0);
}

} // namespace
} // namespace callout::host::cli
