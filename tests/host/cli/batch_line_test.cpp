#include <array>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "batch_line.hpp"
#include "line_queue.hpp"

namespace callout::host::cli {
namespace {

TEST_CASE("parse_batch_line: id and input stay as they were written") {
  struct Row {
    std::string_view line;
    std::string_view id;
    std::string_view input;
  };

  const Row rows[] = {
      {R"({"id": 1, "action": "c.a", "input": {"x": 0.1}})", "1", R"({"x":0.1})"},
      {R"({"action": "c.a", "id": "q\"", "input": {}})", R"("q\"")", "{}"},
      {R"({"id": {"k": [1.0]}, "action": "c.a"})", R"({"k":[1.0]})", "{}"},
      {R"({"action": "c.a"})", "null", "{}"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const BatchRequest request = parse_batch_line(row.line, 1);
    REQUIRE(request.action.has_value());
    CHECK(request.action->connection == "c");
    CHECK(request.action->action == "a");
    CHECK(std::string_view(request.id) == row.id);
    CHECK(std::string_view(request.input) == row.input);
  }
}

TEST_CASE("parse_batch_line: a bad line keeps its id where it can be read") {
  struct Row {
    std::string_view line;
    std::string_view id;
    std::string_view detail;
  };

  const std::string deep = R"({"id": 4, "action": )" + std::string(40, '[') + std::string(40, ']') + "}";
  const Row rows[] = {
      {deep, "4", R"(line 7: "action" is not a string)"},
      {"{", "null", "line 7 is not valid JSON: line 1, column 2: incomplete JSON"},
      {"[]", "null", "line 7 is not a JSON object"},
      {R"({"id": 4})", "4", R"(line 7: "action" is missing)"},
      {R"({"id": 4, "action": 5})", "4", R"(line 7: "action" is not a string)"},
      {R"({"id": 4, "action": "x"})", "4", R"("x" does not name an action)"},
      {R"({"id": 4, "action": "c.a", "input": []})", "4", R"(line 7: "input" is not an object)"},
      {R"({"id": 4, "action": "c.a", "inputs": {}})", "4", R"(line 7: unknown member "inputs")"},
      {R"({"id": 4, "id": 5, "action": "c.a"})", "null", R"(line 7 has the member "id" twice)"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const BatchRequest request = parse_batch_line(row.line, 7);
    CHECK(std::string_view(request.id) == row.id);
    REQUIRE(request.action.has_error());
    CHECK(std::string_view(request.action.error().message()) == row.detail);
  }
}

TEST_CASE("split_action_name: the first dot divides, actions may have more") {
  const auto name = split_action_name("pd.slack.listConnections");
  REQUIRE(name.has_value());
  CHECK(name->connection == "pd");
  CHECK(name->action == "slack.listConnections");
  for (const std::string_view wrong : {"", ".", "pd", "pd.", ".x"}) {
    CAPTURE(wrong);
    CHECK(split_action_name(wrong).has_error());
  }
}

TEST_CASE("batch_answer: one line, whatever the plugin answered") {
  CHECK(batch_answer("1", std::string("{\n \"a\": 0.10\n}")) ==
        "{\"id\":1,\"ok\":true,\"result\":{  \"a\": 0.10 }}\n");
  CHECK(
      batch_answer("null", make_failure(CALLOUT_E_NOT_FOUND, "gone")) ==
      R"({"id":null,"ok":false,"error":{"type":"urn:callout:problem:not-found","title":"Not found","detail":"gone"}})"
      "\n");
}

TEST_CASE("batch_end: how far a list was read, and why no further") {
  CHECK(batch_item("\"a\"", "{}") == "{\"id\":\"a\",\"item\":{}}\n");
  CHECK(batch_end("1", {.items = 3}, {}) == "{\"id\":1,\"ok\":true,\"items\":3}\n");
  CHECK(batch_end("1", {.items = 3, .truncated = true, .next = "\"n\""}, {}) ==
        "{\"id\":1,\"ok\":true,\"items\":3,\"truncated\":true,\"next\":\"n\"}\n");
  const Failure failure{CALLOUT_E_UNAVAILABLE, {{"detail", "d"}, {"next", "n"}}};
  CHECK(
      batch_end("1", {.items = 3, .truncated = true, .next = "\"n\""}, failure) ==
      "{\"id\":1,\"ok\":false,\"items\":3,\"truncated\":true,\"next\":\"n\",\"error\":{\"detail\":\"d\"}}\n");
  CHECK(
      batch_end("1", {}, make_failure(CALLOUT_E_NOT_FOUND, "gone")) ==
      R"({"id":1,"ok":false,"items":0,"error":{"type":"urn:callout:problem:not-found","title":"Not found","detail":"gone"}})"
      "\n");
}

TEST_CASE("LineQueue: every line that is not blank reaches one worker, under its own number") {
  constexpr std::size_t count = 1000;
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  InputStream input(ends[0], {});
  LineQueue queue(input);
  std::mutex mutex;
  std::vector<std::string> seen(2 * count + 1);
  std::vector<std::thread> workers;
  for (int worker = 0; worker < 3; ++worker) {
    workers.emplace_back([&] {
      while (const auto line = queue.pop()) {
        const std::lock_guard lock(mutex);
        seen[line->number] += line->text;
      }
    });
  }
  for (std::size_t number = 1; number <= count; ++number) {
    const std::string lines = std::to_string(number) + "\n \t\r\n";
    REQUIRE(::write(ends[1], lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()));
  }
  ::close(ends[1]);
  for (std::thread& worker : workers) {
    worker.join();
  }
  for (std::size_t number = 1; number <= count; ++number) {
    CHECK(seen[2 * number - 1] == std::to_string(number));
    CHECK(seen[2 * number].empty());
  }
  CHECK_FALSE(queue.pop().has_value());
  ::close(ends[0]);
}

} // namespace
} // namespace callout::host::cli
