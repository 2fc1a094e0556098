#include <doctest/doctest.h>

#include "recording_caller.hpp"

namespace callout::host::test {

TEST_CASE("check: names the places that do not fit the connections") {
  RecordingCaller caller;
  caller.describe(
      "pd.note",
      R"({"name":"note","input_schema":{"type":"object","required":["id"],"additionalProperties":false,"properties":{"id":{},"text":{}}}})");
  caller.describe("pd.open", R"({"name":"open","input_schema":{"type":"object","properties":{"id":{}}}})");

  struct Row {
    std::string_view name;
    std::string_view tasks;
    std::string_view problems; ///< a line for each
  };

  const Row rows[] = {
      {"fits", "do: [ { t: { call: pd.note, with: { id: a, text: '${ .t }' } } } ]", ""},
      {"an input that is an expression is not known yet",
       "do: [ { t: { call: pd.note, with: '${ . }' } } ]",
       ""},
      {"an open schema takes any member", "do: [ { t: { call: pd.open, with: { x: 1 } } } ]", ""},
      {"no such action", "do: [ { t: { call: pd.nope } } ]", "flow.yaml:2:20: there is no action pd.nope\n"},
      {"a required member is missing",
       "do: [ { t: { call: pd.note, with: { text: a } } } ]",
       "flow.yaml:2:35: pd.note needs the input `id`\n"},
      {"no input at all",
       "do: [ { t: { call: pd.note } } ]",
       "flow.yaml:2:12: pd.note needs the input `id`\n"},
      {"a member too many",
       "do: [ { t: { call: pd.note, with: { id: a, txt: b } } } ]",
       "flow.yaml:2:49: pd.note has no input `txt`\n"},
      {"in every corner",
       "use: { functions: { f: { call: pd.a } } }\ndo: [ { d: { do: [ { t: { call: pd.b } } ] } }, { l: { "
       "for: { in: . }, do: [ { t: { call: pd.c } } ] } }, "
       "{ y: { try: [ { t: { call: pd.d } } ], catch: { do: [ { t: { call: pd.e } } ] } } } ]",
       "flow.yaml:3:33: there is no action pd.b\n"
       "flow.yaml:3:91: there is no action pd.c\n"
       "flow.yaml:3:134: there is no action pd.d\n"
       "flow.yaml:3:174: there is no action pd.e\n"
       "flow.yaml:2:32: there is no action pd.a\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    std::string problems;
    for (const Failure& failure : load(row.tasks).check(caller)) {
      problems += failure.message() + "\n";
    }
    CHECK(problems == row.problems);
  }
}

TEST_CASE("calls: every action once, sorted, wherever it stands") {
  const auto workflow =
      load("use: { functions: { f: { call: pd.z }, unused: { call: pd.a } } }\n"
           "do: [ { d: { do: [ { t: { call: pd.b } } ] } }, "
           "{ l: { for: { in: . }, do: [ { t: { call: op.c } } ] } }, "
           "{ y: { try: [ { t: { call: pd.b } } ], catch: { do: [ { t: { call: f } } ] } } } ]");
  std::string calls;
  for (const ActionReference& call : workflow.calls()) {
    calls += call.connection + "." + call.action + " ";
  }
  CHECK(calls == "op.c pd.a pd.b pd.z ");
}

TEST_CASE("check: keeps the caller's status and hint") {
  RecordingCaller caller;
  const auto problems = load("do: [ { t: { call: pd.nope } } ]").check(caller);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].status == CALLOUT_E_UNKNOWN_ACTION);
  CHECK(problems[0].problem.at("hint") == "did you mean another?");
}

} // namespace callout::host::test
