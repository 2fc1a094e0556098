#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "program_fixture.hpp"

namespace callout::host::cli {
namespace {

using boost::json::parse;
using testing::ProcessResult;

std::vector<std::string> sorted_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_CASE("callout invoke: the result leaves byte for byte, and alone on standard output") {
  const ProcessResult result = Desk().run({"invoke", "open.exact"});
  CHECK(result.status == 0);
  CHECK(result.output == "{\"n\":0.30000000000000004,\n \"big\": 123456789012345678901234567890}\n");
  CHECK(result.error.empty());
}

TEST_CASE("callout invoke: input from arguments, text, a file and standard input") {
  Desk desk;
  desk.write("in.json", R"({"limit": 7})");

  struct Row {
    std::string_view name;
    std::vector<std::string> arguments;
    std::string input;
    std::string_view expected;
  };

  const Row rows[] = {
      {"nothing", {}, "", "{}"},
      {"keys",
       {"limit=5", "statuses=open", "ticket.urgent=true"},
       "",
       R"({"limit":5,"statuses":["open"],"ticket":{"urgent":true}})"},
      {"text", {"--input", R"({"limit": 6})"}, "", R"({"limit":6})"},
      {"a file", {"--input", "@in.json"}, "", R"({"limit":7})"},
      {"standard input", {"--input", "-"}, R"({"limit": 8})", R"({"limit":8})"},
      {"keys over a file",
       {"--input", "@in.json", "limit=9", R"(ticket:={"title":"x"})"},
       "",
       R"({"limit":9,"ticket":{"title":"x"}})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    std::vector<std::string> arguments{"invoke", "open.echo"};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    const ProcessResult result = desk.run(arguments, row.input);
    CAPTURE(result.error);
    CHECK(result.status == 0);
    CHECK(std::string_view(result.output) == std::string(row.expected) + "\n");
  }
}

TEST_CASE("callout invoke: on a terminal the result is laid out") {
  const Desk desk;
  testing::ProcessSpec spec = desk.spec({"invoke", "open.echo", "limit=5"});
  spec.on_terminal = true;
  CHECK(testing::run_process(spec).output == "{\r\n  \"limit\": 5\r\n}\r\n");
}

TEST_CASE("callout: colours on a terminal only, and not when they are unwanted") {
  const Desk desk;
  testing::ProcessSpec spec = desk.spec({"connections"});
  CHECK(testing::run_process(spec).output.find('\x1b') == std::string::npos);
  spec.on_terminal = true;
  CHECK(testing::run_process(spec).output.find('\x1b') != std::string::npos);
  spec.environment["NO_COLOR"] = "1";
  CHECK(testing::run_process(spec).output.find('\x1b') == std::string::npos);
  spec.environment["NO_COLOR"] = std::nullopt;
  spec.arguments.emplace_back("--no-color");
  CHECK(testing::run_process(spec).output.find('\x1b') == std::string::npos);
}

TEST_CASE("callout plugins: what is on the search path") {
  const Desk desk;
  const ProcessResult text = desk.run({"plugins"});
  CHECK(text.status == 0);
  CHECK(text.output.starts_with("desk ")); // sorted by name; others may be built beside the program
  CHECK(text.output.find("  2.1.0  9 actions ") != std::string::npos);
  CHECK(text.output.find("  Service desk (com.example.desk, ") != std::string::npos);
  const ProcessResult json = desk.run({"plugins", "--json"});
  const auto row = parse(json.output).as_array().at(0);
  CHECK(row.at("name") == "desk");
  CHECK(row.at("id") == "com.example.desk");
  CHECK(row.at("actions") == 9);
}

TEST_CASE("callout actions: a listing, a choice of it, one action, and JSON") {
  const Desk desk;
  const ProcessResult all = desk.run({"actions", "desk"});
  CHECK(all.status == 0);
  CHECK(all.output.starts_with("Mirrors\n  echo "));
  CHECK(all.output.find("\nMoods\n  exact ") != std::string::npos);

  const ProcessResult some = desk.run({"actions", "desk", "--search", "MISS", "--json"});
  const auto chosen = parse(some.output).as_array();
  REQUIRE(chosen.size() == 1);
  CHECK(chosen.at(0).at("name") == "missing");

  const ProcessResult none = desk.run({"actions", "desk", "--tag", "Mods"});
  CHECK(none.status == 1);
  CHECK(none.error.find("did you mean \"Moods\"?") != std::string::npos);

  const ProcessResult page = desk.run({"actions", "desk", "echo"});
  CHECK(page.output.find("limit     integer") != std::string::npos);
  CHECK(page.output.find("callout invoke desk.echo limit=5 statuses=open statuses=closed\n") !=
        std::string::npos);
  CHECK(parse(desk.run({"actions", "desk", "echo", "--json"}).output).at("input_schema").is_object());
}

TEST_CASE("callout actions: on a terminal no line is wider than it") {
  const Desk desk;
  testing::ProcessSpec spec = desk.spec({"actions", "desk", "--no-color"});
  spec.on_terminal = true;
  const std::string shown = testing::run_process(spec).output;
  CHECK(shown.find("List the tickets of") != std::string::npos);
  CHECK(desk.run({"actions", "desk"}).output.find("more memory than few\n") !=
        std::string::npos); // no terminal
  for (const std::string& line : sorted_lines(shown)) {
    CAPTURE(line);
    CHECK(line.size() <= 103); // with its carriage return, and the two further bytes of an ellipsis
  }
}

TEST_CASE("callout connections: in the order of the file, without secrets") {
  const Desk desk;
  const ProcessResult json = desk.run({"connections", "--json"});
  const auto rows = parse(json.output).as_array();
  REQUIRE(rows.size() == 3);
  CHECK(rows.at(0).at("name") == "desk");
  CHECK(rows.at(0).at("authentication") == "token");
  CHECK(rows.at(1).at("authentication") == "");
  CHECK(rows.at(2).at("plugin") == "nowhere");
  CHECK(desk.run({"connections"}).output.starts_with("desk "));
}

TEST_CASE("callout test: who it is, what is missing, and the call it made") {
  const Desk desk;
  const ProcessResult text = desk.run({"test", "desk"});
  CAPTURE(text.error);
  CHECK(text.status == 0);
  for (const std::string_view line : {"identity    Front desk\n",
                                      "granted     desk.read\n",
                                      "missing     desk.write\n",
                                      "session     good for 60 minutes\n",
                                      "call        echo\n"}) {
    CAPTURE(line);
    CHECK(text.output.find(line) != std::string::npos);
  }
  const auto json = parse(desk.run({"test", "desk", "--json"}).output);
  CHECK(json.at("identity") == "Front desk");
  CHECK(boost::json::serialize(json.at("missing")) == R"(["desk.write"])");
  CHECK(boost::json::serialize(json.at("result")) == R"({"limit":1})");
}

TEST_CASE("callout test: credentials that are refused end with 1, and are not shown") {
  const Desk desk;
  testing::ProcessSpec spec = desk.spec({"test", "desk", "--verbose"});
  spec.environment["DESK_TOKEN"] = "wr0ng-t0ken";
  const ProcessResult result = testing::run_process(spec);
  CHECK(result.status == 1);
  CHECK(result.error.find("urn:callout:problem:unauthenticated") != std::string::npos);
  CHECK(result.error.find("wr0ng-t0ken") == std::string::npos);
}

TEST_CASE("callout --verbose: shows no secret") {
  const Desk desk;
  for (const std::string format : {"text", "json"}) {
    const ProcessResult result = desk.run({"invoke", "desk.echo", "--verbose", "--log-format", format});
    CHECK(result.status == 0);
    for (const std::string_view secret : {"desk-t0ken", "desk-sess10n"}) {
      CHECK((result.output + result.error).find(secret) == std::string::npos);
    }
  }
}

TEST_CASE("callout --log-format json: every line on standard error is a JSON object") {
  const Desk desk;
  const ProcessResult result =
      desk.run({"invoke", "open.wait", "--verbose", "--timeout", "2s", "--log-format", "json"});
  CHECK(result.status == 1);
  bool waiting = false;
  for (const std::string& line : sorted_lines(result.error)) {
    CAPTURE(line);
    const auto object = parse(line).as_object();
    waiting = waiting || (object.contains("message") && object.at("message") == "waiting" &&
                          object.at("for") == "nothing" && object.at("level") == "info");
  }
  CHECK(waiting);
}

TEST_CASE("callout batch: answers carry their ids, and a bad line stops nothing") {
  const std::string input = "{\"id\": \"a\", \"action\": \"open.echo\", \"input\": {\"x\": 0.10}}\n"
                            "\n"
                            "oops\n"
                            "{\"id\": \"b\", \"action\": \"open.exact\"}\n"
                            "{\"id\": \"c\", \"action\": \"open.missing\"}\n"
                            "{\"id\": \"d\", \"action\": \"nobody.echo\"}";
  const ProcessResult result = Desk().run({"batch", "--concurrency", "3"}, input);
  CHECK(result.status == 1);
  CHECK(result.error.empty());
  const auto lines = sorted_lines(result.output);
  REQUIRE(lines.size() == 5);
  CHECK(lines[0].starts_with(R"({"id":"a","ok":true,"result":{"x":)"));
  CHECK(lines[1] ==
        R"({"id":"b","ok":true,"result":{"n":0.30000000000000004,  "big": 123456789012345678901234567890}})");
  CHECK(lines[2].starts_with(R"({"id":"c","ok":false,"error":{"type":"urn:callout:problem:not-found")"));
  CHECK(lines[3].starts_with(R"({"id":"d","ok":false,"error":{)"));
  CHECK(lines[4].find("line 3 is not valid JSON") != std::string::npos);
}

TEST_CASE("callout batch: many lines, each answered once") {
  std::string input;
  constexpr int count = 2000;
  for (int number = 0; number < count; ++number) {
    input += "{\"id\": " + std::to_string(number) + ", \"action\": \"open.echo\"}\n";
  }
  const ProcessResult result = Desk().run({"batch", "--concurrency", "16"}, input);
  CHECK(result.status == 0);
  auto lines = sorted_lines(result.output);
  CHECK(lines.size() == count);
  CHECK(std::unique(lines.begin(), lines.end()) == lines.end());
}

TEST_CASE("callout: a reader that goes away ends it with 1, quietly") {
  const Desk desk;
  testing::ProcessSpec spec = desk.spec({"batch"});
  spec.keep_input_open = true;
  testing::Process process(spec);
  process.close_output();
  CHECK(process.write_input("{\"action\": \"open.echo\"}\n"));
  const ProcessResult result = process.wait(); // its input never ends
  CHECK(result.status == 1);
  CHECK(result.signal == 0);
  CHECK(result.error.empty());
}

TEST_CASE("callout --version and --help: on standard output, with 0") {
  const Desk desk;
  CHECK(desk.run({"--version"}).output.starts_with("callout "));
  for (const std::string command :
       {"plugins", "actions", "connections", "test", "invoke", "batch", "validate", "run"}) {
    CAPTURE(command);
    const ProcessResult help = desk.run({command, "--help"});
    CHECK(help.status == 0);
    CHECK(help.output.find("Usage: callout " + command) != std::string::npos);
    CHECK(help.error.empty());
  }
}

} // namespace
} // namespace callout::host::cli
