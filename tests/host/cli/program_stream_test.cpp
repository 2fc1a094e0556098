#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "program_fixture.hpp"

namespace callout::host::cli {
namespace {

using testing::ProcessResult;

TEST_CASE("callout invoke --stream: an item a line, whichever way the pages fall") {
  struct Row {
    std::string_view name;
    std::vector<std::string> arguments;
    std::string_view output;
    std::string_view told; ///< stands in standard error, which is else empty
  };

  const std::string all = "{\"ticket\":0}\n{\"ticket\":1}\n{\"ticket\":2}\n{\"ticket\":3}\n{\"ticket\":4}\n";
  const Row rows[] = {
      {"several pages", {"count=5"}, all, ""},
      {"pages that are full", {"count=4"}, std::string_view(all).substr(0, 52), ""},
      {"one page", {"count=1"}, "{\"ticket\":0}\n", ""},
      {"nothing", {"count=0"}, "", ""},
      {"as many as wanted", {"count=5", "page.max_items=3"}, std::string_view(all).substr(0, 39), "at-3"},
      {"no more than there are", {"count=2", "page.max_items=3"}, std::string_view(all).substr(0, 26), ""},
      {"one page is wanted", {"count=5", "page.all=false"}, std::string_view(all).substr(0, 26), "at-2"},
      {"all are wanted", {"count=5", "page.all=true"}, all, ""},
      {"more than can be reached", {"count=1", "fault=lost"}, "{\"ticket\":0}\n", "more than can be reached"},
      {"from a place on", {"count=5", "page.resume=at-3"}, std::string_view(all).substr(39), ""},
  };
  const Desk desk;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    std::vector<std::string> arguments{"invoke", "open.list", "--stream"};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    const ProcessResult result = desk.run(arguments);
    CAPTURE(result.error);
    CHECK(result.status == 0);
    CHECK(std::string_view(result.output) == row.output);
    CHECK(result.error.empty() == row.told.empty());
    CHECK(result.error.find(row.told) != std::string::npos);
  }
}

TEST_CASE("callout invoke --stream: what cannot be streamed says why") {
  struct Row {
    std::string_view name;
    std::vector<std::string> arguments;
    int status = 0;
    std::string_view told;
    std::string_view output = {};
  };

  constexpr std::string_view first_page = "{\"ticket\":0}\n{\"ticket\":1}\n";
  const Row rows[] = {
      {"no paging",
       {"open.echo"},
       1,
       "open.echo does not answer page by page: its input has no `page.resume`"},
      {"no such action", {"open.ecko"}, 2, "has no action"},
      {"no object", {"open.list", "page:=1"}, 2, "`page` of the input is not a JSON object"},
      {"a word for all",
       {"open.list", "--input", R"({"page":{"all":"maybe"}})"},
       2,
       "`page.all` of the input is neither true nor false"},
      {"no list", {"open.list", "fault=no list"}, 1, "open.list: its answer has no list, so --stream cannot"},
      {"two lists", {"open.list", "fault=two lists"}, 1, "its answer has more than one list"},
      {"no word of more", {"open.list", "fault=no word"}, 1, "its answer has no `truncated`"},
      {"no end", {"open.list", "fault=stuck"}, 1, "the list goes on where it was before", first_page},
      {"a late failure", {"open.list", "fault=late"}, 1, R"("next": "at-2")", first_page},
      {"with a dry run", {"open.list", "--dry-run"}, 2, "--dry-run"},
  };
  const Desk desk;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    std::vector<std::string> arguments{"invoke", "--stream"};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    const ProcessResult result = desk.run(arguments);
    CAPTURE(result.error);
    CHECK(result.status == row.status);
    CHECK(std::string_view(result.output) == row.output);
    CHECK(result.error.find(row.told) != std::string::npos);
  }
}

TEST_CASE("callout batch --stream: items carry the id of their line, which ends with their number") {
  const std::string input =
      "{\"id\": 1, \"action\": \"open.list\", \"input\": {\"count\": 3}}\n"
      "{\"id\": \"b\", \"action\": \"open.list\", \"input\": {\"page\": {\"max_items\": 1}}}\n"
      "{\"id\": 3, \"action\": \"open.list\", \"input\": {\"fault\": \"late\"}}\n"
      "{\"id\": 4, \"action\": \"open.echo\"}\n"
      "oops\n";
  const ProcessResult result = Desk().run({"batch", "--stream", "--concurrency", "1"}, input);
  CHECK(result.status == 1);
  CHECK(result.error.empty());
  CAPTURE(result.output);
  CHECK(result.output.starts_with(
      "{\"id\":1,\"item\":{\"ticket\":0}}\n"
      "{\"id\":1,\"item\":{\"ticket\":1}}\n"
      "{\"id\":1,\"item\":{\"ticket\":2}}\n"
      "{\"id\":1,\"ok\":true,\"items\":3}\n"
      "{\"id\":\"b\",\"item\":{\"ticket\":0}}\n"
      "{\"id\":\"b\",\"ok\":true,\"items\":1,\"truncated\":true,\"next\":\"at-1\"}\n"
      "{\"id\":3,\"item\":{\"ticket\":0}}\n"
      "{\"id\":3,\"item\":{\"ticket\":1}}\n"
      "{\"id\":3,\"ok\":false,\"items\":2,\"truncated\":true,\"next\":\"at-2\",\"error\":{"));
  CHECK(result.output.find(
            R"({"id":4,"ok":false,"items":0,"error":{"type":"urn:callout:problem:unsupported")") !=
        std::string::npos);
  CHECK(result.output.find("line 5 is not valid JSON") != std::string::npos);
}

TEST_CASE("callout batch --stream: every item of lists read side by side comes once") {
  std::string input;
  for (int list = 0; list < 8; ++list) {
    input +=
        "{\"id\": " + std::to_string(list) + ", \"action\": \"open.list\", \"input\": {\"count\": 301}}\n";
  }
  const ProcessResult result = Desk().run({"batch", "--stream"}, input);
  CHECK(result.status == 0);
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (std::size_t end = result.output.find('\n'); end != std::string::npos;
       end = result.output.find('\n', start)) {
    lines.push_back(result.output.substr(start, end - start));
    start = end + 1;
  }
  CHECK(lines.size() == 8 * 302);
  std::sort(lines.begin(), lines.end());
  CHECK(std::unique(lines.begin(), lines.end()) == lines.end());
}

TEST_CASE("callout --dry-run: a plugin that cannot says so") {
  const Desk desk;
  const ProcessResult result = desk.run({"invoke", "open.echo", "--dry-run"});
  CHECK(result.status == 1);
  CHECK(boost::json::parse(result.error).at("type") == "urn:callout:problem:unsupported");
  CHECK(desk.run({"run", "any.yaml", "--dry-run"}).status == 2);
}

TEST_CASE("callout: a connection's options forbid actions, and are shown") {
  Desk desk;
  desk.write("callout.yaml", R"(connections:
  look: { plugin: desk, read_only: true, deny: [ "exa*" ] }
)");
  const ProcessResult refused = desk.run({"invoke", "look.missing"});
  CHECK(refused.status == 2);
  CHECK(refused.error.find("callout.yaml:2:36: connection look forbids missing: read_only is set") !=
        std::string::npos);
  CHECK(desk.run({"invoke", "look.exact"}).error.find("it fits \\\"exa*\\\" of deny") != std::string::npos);
  CHECK(desk.run({"invoke", "look.echo"}).status == 0);
  CHECK(desk.run({"connections"}).output.find("  read-only, deny exa*") != std::string::npos);
  const auto row = boost::json::parse(desk.run({"connections", "--json"}).output).at(0);
  CHECK(row.at("read_only") == true);
  CHECK(row.at("allow").as_array().empty());
  CHECK(row.at("deny").at(0) == "exa*");
  const ProcessResult batch = desk.run({"batch"}, "{\"id\": 1, \"action\": \"look.missing\"}\n");
  CHECK(batch.status == 1);
  CHECK(batch.output.find("urn:callout:problem:permission-denied") != std::string::npos);
}

TEST_CASE("callout validate --scopes: the scopes of each connection, with those that look names up") {
  Desk desk;
  desk.write("scopes.yaml", R"(document: { dsl: 1.0.3, namespace: examples, name: scopes, version: 0.1.0 }
use: { functions: { f: { call: open.exact } } }
do:
  - one: { call: desk.find }
  - two: { try: [ { again: { call: desk.echo } } ], catch: { do: [ { three: { call: f } } ] } }
)");
  const ProcessResult result = desk.run({"validate", "scopes.yaml", "--scopes"});
  CAPTURE(result.error);
  CHECK(result.status == 0);
  CHECK(result.output == "desk: desk.list desk.read people.read\nopen: (none)\n");
  CHECK(desk.run({"validate", "scopes.yaml"}).output.empty());
}

} // namespace
} // namespace callout::host::cli
