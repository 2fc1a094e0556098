#include <doctest/doctest.h>

#include "recording_caller.hpp"

namespace callout::host::test {

TEST_CASE("call: the action gets its input and the task its result") {
  RecordingCaller caller;
  caller.on("pd.list", R"({"incidents":[{"id":"Q1"}],"more":false})");
  caller.on("pd.empty", "null");

  struct Row {
    std::string_view name;
    std::string_view tasks;
    std::string_view output;
    std::string_view sent;
  };

  const Row rows[] = {
      {"plain input",
       "do: [ { t: { call: pd.list, with: { limit: 5, statuses: [ triggered ] } } } ]",
       R"({"incidents":[{"id":"Q1"}],"more":false})",
       R"({"limit":5,"statuses":["triggered"]})"},
      {"no input is an empty object", "do: [ { t: { call: pd.empty } } ]", "null", "{}"},
      {"expressions in the input",
       "do: [ { t: { call: pd.list, with: { limit: '${ .n + 1 }' }, output: { as: '.incidents[0].id' } } } ]",
       R"("Q1")",
       R"({"limit":3})"},
      {"the whole input is an expression",
       "do: [ { t: { call: pd.empty, with: '${ { id: \"x\" } }' } } ]",
       "null",
       R"({"id":"x"})"},
      {"the pinned form", "do: [ { t: { call: 'pd.empty:1.0.0@default' } } ]", "null", "{}"},
      {"an action with dots in its name",
       "do: [ { t: { try: [ { u: { call: pd.a.b } } ], catch: {} } } ]",
       R"({"n":2})",
       "{}"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(run(row.tasks, R"({"n":2})", caller) == row.output);
    CHECK(caller.calls().back().input == row.sent);
  }
  CHECK(caller.calls().back().action == "pd.a.b");
}

TEST_CASE("call: inputs and results that cannot be used") {
  RecordingCaller caller;
  caller.on("pd.text", "no json");
  caller.on("pd.nan", R"({"a":NaN})");

  struct Row {
    std::string_view tasks;
    std::string_view output;
  };

  const Row rows[] = {
      {"do: [ { t: { call: pd.text, with: '${ [1] }' } } ]",
       "fault validation 400 /do/0/t: with: the input of an action must be an object, but is array"},
      {"do: [ { t: { call: pd.text } } ]",
       "fault data 422 /do/0/t: the result of pd.text cannot be used: not JSON at byte 0: syntax error"},
  };
  for (const Row& row : rows) {
    CHECK(run(row.tasks, "null", caller) == row.output);
  }
  CHECK(run("do: [ { t: { call: pd.nan } } ]", "null", caller).find("cannot be used: not JSON") !=
        std::string::npos);
}

TEST_CASE("call: every call of a run has an id of its own, the same in the next run of that id") {
  RecordingCaller caller;
  caller.on("pd.note", "{}");
  RunOptions options;
  options.run_id = "run-1";
  constexpr std::string_view tasks =
      "use: { functions: { f: { call: pd.note } } }\n"
      "do: [ { l: { for: { in: '[1,2]' }, do: [ { note: { call: pd.note } }, { 'a b/é': { call: f } } ] } }, "
      "{ again: { call: pd.note, output: { as: '$context' }, export: { as: '($context // 0) + 1' } } }, "
      "{ s: { switch: [ { once: { when: $context == 1, then: again } } ] } } ]";
  run(tasks, "null", caller, options);
  std::string ids;
  for (const RecordedCall& call : caller.calls()) {
    ids += call.request_id + "\n";
  }
  CHECK(ids == "run-1/do/0/l[0]/do/0/note\n"
               "run-1/do/0/l[0]/do/1/a%20b~1%C3%A9/use/functions/f\n"
               "run-1/do/0/l[1]/do/0/note\n"
               "run-1/do/0/l[1]/do/1/a%20b~1%C3%A9/use/functions/f\n"
               "run-1/do/1/again\n"
               "run-1/do/1/again#1\n");
}

TEST_CASE("call: runs without an id get one, and each another") {
  RecordingCaller caller;
  caller.on("pd.note", "{}");
  run("do: [ { t: { call: pd.note } } ]", "null", caller);
  run("do: [ { t: { call: pd.note } } ]", "null", caller);
  CHECK(caller.calls()[0].request_id.size() == 36 + std::string_view("/do/0/t").size());
  CHECK(caller.calls()[0].request_id != caller.calls()[1].request_id);
}

TEST_CASE("call: integers that a double cannot hold arrive as strings") {
  RecordingCaller caller;
  caller.on("pd.get", R"({"id":12345678901234567890,"n":9007199254740992,"s":"12345678901234567890"})");
  CHECK(run("do: [ { t: { call: pd.get } } ]", "null", caller) ==
        R"({"id":"12345678901234567890","n":9007199254740992,"s":"12345678901234567890"})");
}

} // namespace callout::host::test
