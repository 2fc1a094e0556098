#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "recording_caller.hpp"

namespace callout::host::test {
namespace {

std::string refusal(std::string_view text) {
  const auto workflow = Workflow::parse(text, "flow.yaml");
  return workflow ? "accepted" : workflow.error().message();
}

struct Row {
  std::string_view tasks; ///< behind a document header of one line
  std::string_view message;
};

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.tasks);
    CHECK(refusal(document(row.tasks)) == row.message);
  }
}

} // namespace

TEST_CASE("refusals: constructs that are not there yet, by name") {
  check_rows({
      {"do: [ { t: { fork: { branches: [] } } } ]",
       "flow.yaml:2:14: `fork` is not supported yet by this version"},
      {"do: [ { t: { wait: PT1S } } ]", "flow.yaml:2:14: `wait` is not supported yet by this version"},
      {"do: [ { t: { emit: { event: {} } } } ]",
       "flow.yaml:2:14: `emit` is not supported yet by this version"},
      {"do: [ { t: { listen: { to: {} } } } ]",
       "flow.yaml:2:14: `listen` is not supported yet by this version"},
      {"do: [ { t: { run: { shell: {} } } } ]", "flow.yaml:2:14: `run` is not supported yet by this version"},
      {"do: [ { t: { call: http, with: {} } } ]",
       "flow.yaml:2:20: `call: http` is not supported yet by this version"},
      {"do: [ { t: { call: openapi } } ]",
       "flow.yaml:2:20: `call: openapi` is not supported yet by this version"},
      {"do: [ { t: { call: asyncapi } } ]",
       "flow.yaml:2:20: `call: asyncapi` is not supported yet by this version"},
      {"do: [ { t: { call: grpc } } ]", "flow.yaml:2:20: `call: grpc` is not supported yet by this version"},
      {"do: [ { t: { call: a2a } } ]", "flow.yaml:2:20: `call: a2a` is not supported yet by this version"},
      {"do: [ { t: { call: mcp } } ]", "flow.yaml:2:20: `call: mcp` is not supported yet by this version"},
      {"do: [ { t: { try: [], catch: { retry: {} } } } ]",
       "flow.yaml:2:32: `retry` is not supported yet by this version"},
      {"do: [ { t: { input: { schema: {} }, set: { a: 1 } } } ]",
       "flow.yaml:2:23: `schema` is not supported yet by this version"},
      {"do: [ { t: { output: { schema: {} }, set: { a: 1 } } } ]",
       "flow.yaml:2:24: `schema` is not supported yet by this version"},
      {"do: [ { t: { export: { schema: {} }, set: { a: 1 } } } ]",
       "flow.yaml:2:24: `schema` is not supported yet by this version"},
      {"schedule: { every: PT1H }\ndo: []", "flow.yaml:2:1: `schedule` is not supported yet by this version"},
      {"use: { authentications: {} }\ndo: []",
       "flow.yaml:2:8: `authentications` is not supported yet by this version"},
      {"use: { secrets: [] }\ndo: []", "flow.yaml:2:8: `secrets` is not supported yet by this version"},
      {"use: { retries: {} }\ndo: []", "flow.yaml:2:8: `retries` is not supported yet by this version"},
      {"use: { extensions: [] }\ndo: []", "flow.yaml:2:8: `extensions` is not supported yet by this version"},
      {"use: { catalogs: {} }\ndo: []", "flow.yaml:2:8: `catalogs` is not supported yet by this version"},
      {"evaluate: { language: javascript }\ndo: []",
       "flow.yaml:2:23: the only language for expressions is jq"},
      {"evaluate: { mode: loose }\ndo: []", "flow.yaml:2:19: the only mode is strict"},
  });
}

TEST_CASE("refusals: what to do instead is said") {
  const auto workflow = Workflow::parse(document("do: [ { t: { call: http } } ]"), "flow.yaml");
  REQUIRE(!workflow);
  CHECK(workflow.error().status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(workflow.error().problem.at("hint") ==
        "name a connection of the plugin \"http\" and write `call: <connection>.request`");
}

TEST_CASE("refusals: documents that are none") {
  struct DocumentRow {
    std::string_view text;
    std::string_view message;
  };

  const DocumentRow rows[] = {
      {"", "flow.yaml:1:1: must be a mapping, but is null"},
      {"[]", "flow.yaml:1:1: must be a mapping, but is a list"},
      {"do: []", "flow.yaml:1:1: `document` is missing"},
      {"document: { dsl: '1.0.3', namespace: a, name: b, version: '1.0.0' }",
       "flow.yaml:1:1: `do` is missing"},
      {"document: { dsl: '1.0.3', namespace: a, name: b }\ndo: []", "flow.yaml:1:1: `version` is missing"},
      {"document: { dsl: '2.0.0', namespace: a, name: b, version: '1.0.0' }\ndo: []",
       "flow.yaml:1:18: version 2.0.0 of the language is not supported"},
      {"document: { dsl: 1.0, namespace: a, name: b, version: '1.0.0' }\ndo: []",
       "flow.yaml:1:18: must be a string, but is a number"},
      {"document: { dsl: '1.0.3', namespace: a, name: b c, version: '1.0.0' }\ndo: []",
       "flow.yaml:1:47: `name` may not be \"b c\""},
      {"document: { dsl: '1.0.3', namespace: a, name: b, version: '1.0' }\ndo: []",
       "flow.yaml:1:59: `version` may not be \"1.0\""},
      {R"({"document":{"dsl":"1.0.0","namespace":"a","name":"b","version":"1.0.0"},"do":[]})", "accepted"},
  };
  for (const DocumentRow& row : rows) {
    CAPTURE(row.text);
    CHECK(refusal(row.text) == row.message);
  }
  for (const std::string_view text :
       {"a: 1\na: 2", "a: &x 1\nb: *x", "a: !!str 1", "a: 1\n---\nb: 2", "a: [1", "a: \xff"}) {
    CAPTURE(text);
    CHECK(refusal(text).find("flow.yaml:") == 0);
  }
}

TEST_CASE("refusals: mistakes in tasks, with their place") {
  check_rows({
      {"doo: []\ndo: []", "flow.yaml:2:1: unknown member `doo`"},
      {"do: {}", "flow.yaml:2:5: must be a list of tasks, but is a mapping"},
      {"do: [ { a: { set: { n: 1 } }, b: { set: { n: 1 } } } ]", "flow.yaml:2:7: must be one named task"},
      {"do: [ { a: 1 } ]", "flow.yaml:2:12: must be a mapping, but is a number"},
      {"do: [ { a: { then: end } } ]", "flow.yaml:2:9: the task does nothing"},
      {"do: [ { a: { set: { n: 1 }, els: 1 } } ]", "flow.yaml:2:29: unknown member `els`"},
      {"do: [ { a: { set: { n: 1 }, do: [] } } ]", "flow.yaml:2:29: unknown member `do`"},
      {"do: [ { a: { set: { n: 9007199254740993 } } } ]",
       "flow.yaml:2:24: the number is beyond 2^53 and would lose digits"},
      {"do: [ { a: { set: { n: [ -9007199254740993 ] } } } ]",
       "flow.yaml:2:26: the number is beyond 2^53 and would lose digits"},
      {"do: [ { a: { set: { n: 9007199254740992 } } } ]", "accepted"},
      {"do: [ { a: { set: 1 } } ]", "flow.yaml:2:19: must be a mapping, but is a number"},
      {"do: [ { a: { set: { n: 1 } } }, { a: { set: { n: 1 } } } ]",
       "flow.yaml:2:35: a second task named `a` in the same list"},
      {"do: [ { a: { set: { n: 1 }, then: b } } ]", "flow.yaml:2:35: no task named `b` in this list"},
      {"do: [ { a: { set: { n: 1 }, if: true } } ]",
       "flow.yaml:2:33: must be a jq expression, but is a boolean"},
      {"do: [ { a: { call: nowhere } } ]",
       "flow.yaml:2:20: `nowhere` is neither a function of this workflow nor <connection>.<action>"},
      {"do: [ { a: { call: 'pd.x:1.0.0@mine' } } ]", "flow.yaml:2:20: there is no catalog `mine`"},
      {"do: [ { a: { call: pd.x, with: [ 1 ] } } ]", "flow.yaml:2:32: must be a mapping, but is a list"},
      {"do: [ { a: { for: { each: x }, do: [] } } ]", "flow.yaml:2:14: `in` is missing"},
      {"do: [ { a: { for: { in: . } } } ]", "flow.yaml:2:9: `do` is missing"},
      {"do: [ { a: { for: { each: input, in: . }, do: [] } } ]",
       "flow.yaml:2:27: a variable cannot be named `input`"},
      {"do: [ { a: { for: { at: 'a b', in: . }, do: [] } } ]",
       "flow.yaml:2:25: a variable cannot be named `a b`"},
      {"do: [ { a: { switch: [] } } ]", "flow.yaml:2:22: must be a list of cases"},
      {"do: [ { a: { switch: [ { x: { when: . } } ] } } ]", "flow.yaml:2:26: `then` is missing"},
      {"do: [ { a: { switch: [ { x: { then: end } }, { y: { then: end } } ] } } ]",
       "flow.yaml:2:48: a second case without `when`"},
      {"do: [ { a: { try: [] } } ]", "flow.yaml:2:9: `catch` is missing"},
      {"do: [ { a: { try: [], catch: { errors: { with: { status: x } } } } } ]",
       "flow.yaml:2:58: must be a whole number such as 404"},
      {"do: [ { a: { try: [], catch: { errors: { with: { type: '${ .x }' } } } } } ]",
       "flow.yaml:2:56: must be plain text"},
      {"do: [ { a: { raise: { error: gone } } } ]", "flow.yaml:2:30: `use.errors` has no `gone`"},
      {"do: [ { a: { raise: { error: { type: x } } } } ]", "flow.yaml:2:23: `status` is missing"},
      {"do: [ { a: { set: { n: 1 }, timeout: { after: soon } } } ]", "flow.yaml:2:47: not a duration"},
      {"do: [ { a: { set: { n: 1 }, timeout: gone } } ]", "flow.yaml:2:38: `use.timeouts` has no `gone`"},
  });
}

TEST_CASE("refusals: expressions that do not compile") {
  check_rows({
      {"do: [ { a: { set: { x: 'a ${ .b }' } } } ]", "flow.yaml:2:24: `${ }` must be the whole string"},
      {"do: [ { a: { set: { x: '${ .b' } } } ]", "flow.yaml:2:24: `${` has no `}` at the end"},
      {"do: [ { a: { if: '${ .b', set: { x: 1 } } } ]", "flow.yaml:2:18: `${` has no `}` at the end"},
      {"do: [ { a: { set: '${ .a ] }' } } ]",
       "flow.yaml:2:19: the expression does not compile: syntax error, unexpected INVALID_CHARACTER, "
       "expecting $end (column 5 of the expression)"},
      {"do: [ { a: { if: '1) | (2', set: { x: 1 } } } ]",
       "flow.yaml:2:18: the expression does not compile: syntax error, unexpected INVALID_CHARACTER, "
       "expecting $end (column 2 of the expression)"},
      {"do: [ { a: { set: '${ nope(1) }' } } ]",
       "flow.yaml:2:19: the expression does not compile: nope/1 is not defined (column 2 of the expression)"},
      {"do: [ { a: { set: { x: 1, y: [ '${ .a }', '${ $gone }' ] } } } ]",
       "flow.yaml:2:43: the expression does not compile: $gone is not defined (column 2 of the expression)"},
      {"do: [ { a: { set: '${ $ENV.HOME }' } } ]", "flow.yaml:2:19: $ENV is not available in workflows"},
      {"do: [ { a: { set: '${ $error }' } } ]",
       "flow.yaml:2:19: the expression does not compile: $error is not defined (column 2 of the expression)"},
      {"do: [ { a: { input: { from: $input }, set: { x: 1 } } } ]",
       "flow.yaml:2:29: the expression does not compile: $input is not defined (column 1 of the expression)"},
      {"do: [ { a: { set: '${ $output }' } } ]",
       "flow.yaml:2:19: the expression does not compile: $output is not defined (column 2 of the "
       "expression)"},
      {"do: [ { a: { set: '${ $secrets }' } } ]",
       "flow.yaml:2:19: the expression does not compile: $secrets is not defined (column 2 of the "
       "expression)"},
      {"do: [ { l: { for: { in: . }, do: [] } }, { a: { set: '${ $item }' } } ]",
       "flow.yaml:2:54: the expression does not compile: $item is not defined (column 2 of the expression)"},
      {"do:\n  - a:\n      set: |\n        ${ .a\n        | nope }\n",
       "flow.yaml:4:12: the expression does not compile: nope/0 is not defined (line 2, column 3 of the "
       "expression)"},
  });
  std::vector<std::string> texts{
      "import \"a\" as a; .", "include \"a\"; .", "", "def f: 1;", ".a |", "module {}; ."};
#ifndef __SANITIZE_ADDRESS__ // libjq 1.6 does not free the text of a string without an end
  texts.emplace_back("\"abc");
#endif
  for (const std::string& text : texts) {
    CAPTURE(text);
    const auto workflow =
        Workflow::parse(document("do: [ { a: { set: { x: '${" + text + "}' } } } ]"), "flow.yaml");
    REQUIRE(!workflow);
    CHECK(workflow.error().message().find("flow.yaml:2:24: the expression does not compile: ") == 0);
  }
}

TEST_CASE("refusals: all of them at once") {
  const auto workflow =
      Workflow::parse(document("do: [ { a: { sett: 1 } }, { b: { wait: PT1S } } ]"), "flow.yaml");
  REQUIRE(!workflow);
  CHECK(workflow.error().message() ==
        "flow.yaml:2:9: the task does nothing (give it one of `call`, `do`, `for`, `raise`, `set`, `switch`, "
        "`try`)\n"
        "flow.yaml:2:34: `wait` is not supported yet by this version (wait outside, between two runs)");
  CHECK(workflow.error().problem.at("errors").as_array().size() == 2);
}

TEST_CASE("refusals: the form and the expressions are told of together") {
  const auto workflow = Workflow::parse(
      document("do: [ { a: { set: '${ .x | }' } }, { b: { wait: PT1S } }, { c: { set: '${ $gone }' } } ]"),
      "flow.yaml");
  REQUIRE(!workflow);
  const std::string message = workflow.error().message();
  CAPTURE(message);
  CHECK(message.find("flow.yaml:2:19: the expression does not compile: ") != std::string::npos);
  CHECK(message.find("flow.yaml:2:43: `wait` is not supported yet") != std::string::npos);
  CHECK(workflow.error().problem.at("errors").as_array().size() == 2);
}

TEST_CASE("load: a file that is not there, and a folder") {
  const auto workflow = Workflow::load("/nonexistent/flow.yaml");
  REQUIRE(!workflow);
  CHECK(workflow.error().message() == "/nonexistent/flow.yaml: the workflow file cannot be read");
  const auto folder = Workflow::load("/tmp");
  REQUIRE(!folder);
  CHECK(folder.error().status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(folder.error().message() == "/tmp: the workflow file cannot be read");
}

} // namespace callout::host::test
