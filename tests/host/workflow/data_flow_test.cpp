#include <doctest/doctest.h>

#include "recording_caller.hpp"

namespace callout::host::test {
namespace {

struct Row {
  std::string_view name;
  std::string_view input;
  std::string_view tasks;
  std::string_view output;
};

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(run(row.tasks, row.input) == row.output);
  }
}

} // namespace

TEST_CASE("set: data with expressions anywhere in it") {
  check_rows({
      {"plain data",
       "null",
       "do: [ { a: { set: { x: 1, y: [ true, null, text ] } } } ]",
       R"({"x":1,"y":[true,null,"text"]})"},
      {"the whole value is an expression", R"({"n":2})", "do: [ { a: { set: '${ .n + 1 }' } } ]", "3"},
      {"deep inside",
       R"({"n":2})",
       "do: [ { a: { set: { x: { y: [ 1, '${ .n }' ] }, z: -1.5, e: {}, l: [] } } } ]",
       R"({"x":{"y":[1,2]},"z":-1.5,"e":{},"l":[]})"},
      {"a comment in an expression ends with its line",
       "null",
       "do: [ { a: { set: { x: '${ 1 # one }' } } } ]",
       R"({"x":1})"},
      {"backslashes and quotes stay text",
       "1",
       R"y(do: [ { a: { set: { x: '\(1) "q"', y: '${ . }' } } } ])y",
       R"y({"x":"\\(1) \"q\"","y":1})y"},
      {"keys that jq would read as code",
       "1",
       R"y(do: [ { a: { set: { 'a\(2)': '${ . }' } } } ])y",
       R"y({"a\\(2)":1})y"},
      {"expression syntax in data is data",
       R"({"s":"${ .secret }"})",
       "do: [ { a: { set: '${ .s }' } } ]",
       R"("${ .secret }")"},
      {"the first result counts", "null", "do: [ { a: { set: { x: '${ 1, 2 }' } } } ]", R"({"x":1})"},
      {"numbers keep their digits",
       "[0.1, 1e100, 12345678901234]",
       "do: [ { a: { set: '${ . }' } } ]",
       "[0.1,1e+100,12345678901234]"},
      {"YAML 1.2 words stay strings",
       "null",
       "do: [ { a: { set: { x: on, y: yes, z: 0o17 } } } ]",
       R"({"x":"on","y":"yes","z":15})"},
  });
}

TEST_CASE("data flow: from one task to the next") {
  check_rows({
      {"the first task gets the workflow's input", R"({"a":1})", "do: [ { t: { set: '${ .a }' } } ]", "1"},
      {"a task's output is the next one's input",
       "null",
       "do: [ { s: { set: { n: 1 } } }, { t: { set: { m: '${ .n + 1 }' } } } ]",
       R"({"m":2})"},
      {"input.from narrows what the task sees",
       R"({"user":{"id":"u1"}})",
       "do: [ { t: { input: { from: .user.id }, set: { id: '${ . }', same: '${ $input }' } } } ]",
       R"({"id":"u1","same":"u1"})"},
      {"input.from as a mapping",
       R"({"a":1,"b":2})",
       "do: [ { t: { input: { from: { sum: '${ .a + .b }' } }, set: '${ .sum }' } } ]",
       "3"},
      {"output.as sees the raw output and $input",
       R"({"a":1})",
       "do: [ { t: { set: { b: 2 }, output: { as: '[.b, $input.a]' } } } ]",
       "[2,1]"},
      {"an output need not be an object",
       "null",
       "do: [ { t: { set: { b: 2 }, output: { as: .b } } } ]",
       "2"},
      {"export.as fills $context, from $output",
       "null",
       "do: [ { s: { set: { n: 7 }, export: { as: '{ kept: $output.n }' } } }, { t: { set: { c: '${ $context "
       "}' } } } ]",
       R"({"c":{"kept":7}})"},
      {"export.as can build on $context",
       "null",
       "do: [ { s: { set: { n: 1 }, export: { as: '{ a: .n }' } } }, { t: { set: { n: 2 }, export: { as: "
       "'$context + { b: .n }' } } }, { u: { set: '${ $context }' } } ]",
       R"({"a":1,"b":2})"},
      {"$context starts null", "null", "do: [ { t: { set: { c: '${ $context }' } } } ]", R"({"c":null})"},
      {"the workflow's own input.from and output.as",
       R"({"wrapped":{"n":1}})",
       "input: { from: .wrapped }\ndo: [ { t: { set: { m: '${ .n }' }, export: { as: .m } } } ]\noutput: { "
       "as: '{ m, c: $context }' }",
       R"({"m":1,"c":1})"},
      {"a nested list gets the task's input and gives its output",
       R"({"n":1})",
       "do: [ { outer: { do: [ { a: { set: { n: '${ .n + 1 }' } } }, { b: { set: { n: '${ .n * 10 }' } } } "
       "], output: { as: .n } } } ]",
       "20"},
      {"$input of the outer task is back after the inner ones",
       R"({"n":1})",
       "do: [ { outer: { do: [ { a: { input: { from: '5' }, set: { n: '${ $input }' } } } ], output: { as: "
       "'[.n, $input.n]' } } } ]",
       "[5,1]"},
      {"a workflow without tasks", R"({"n":1})", "do: []", R"({"n":1})"},
      {"metadata is carried, not read",
       "null",
       "metadata: { owner: me }\ndo: [ { t: { metadata: { a: '${ nonsense' }, set: { a: 1 } } } ]",
       R"({"a":1})"},
  });
}

TEST_CASE("data flow: the colours of three tasks add up") {
  CHECK(run("do:\n"
            "  - paint:\n"
            "      do:\n"
            "        - one: { set: { list: '${ .list + [1] }' } }\n"
            "        - two: { set: { list: '${ .list + [2] }' } }\n"
            "        - three: { set: { list: '${ .list + [3] }' } }\n") == R"({"list":[1,2,3]})");
}

TEST_CASE("if: decides whether a task runs") {
  check_rows({
      {"true", R"({"n":1})", "do: [ { t: { if: .n == 1, set: { done: true } } } ]", R"({"done":true})"},
      {"false passes the input on",
       R"({"n":2})",
       "do: [ { t: { if: .n == 1, set: { done: true }, output: { as: '0' } } } ]",
       R"({"n":2})"},
      {"null is false", R"({"n":2})", "do: [ { t: { if: .missing, set: { done: true } } } ]", R"({"n":2})"},
      {"0 is true, as in jq",
       R"({"n":0})",
       "do: [ { t: { if: .n, set: { done: true } } } ]",
       R"({"done":true})"},
      {"in ${ } too",
       R"({"n":1})",
       "do: [ { t: { if: '${ .n == 1 }', set: { done: true } } } ]",
       R"({"done":true})"},
      {"a skipped task's then does not count",
       R"({"n":2})",
       "do: [ { t: { if: 'false', set: { x: 1 }, then: end } }, { u: { set: { reached: true } } } ]",
       R"({"reached":true})"},
  });
}

TEST_CASE("descriptors: an expression can see its workflow, task and runtime") {
  RecordingCaller caller;
  RunOptions options;
  options.run_id = "run-1";
  CHECK(
      run("do: [ { t: { input: { from: .n }, set: { id: '${ $workflow.id }', name: '${ "
          "$workflow.definition.document.name }', "
          "raw: '${ $workflow.input }', task: '${ $task.name }', at: '${ $task.reference }', "
          "own: '${ $task.definition.input.from }', taskInput: '${ $task.input }', runtime: '${ "
          "$runtime.name }', "
          "started: '${ $task.startedAt.iso8601 | test(\"^20[0-9-]+T[0-9:.]+Z$\") }' } } } ]",
          R"({"n":1})",
          caller,
          options) ==
      R"({"id":"run-1","name":"example","raw":{"n":1},"task":"t","at":"/do/0/t","own":".n","taskInput":{"n":1},"runtime":"callout","started":true})");
}

} // namespace callout::host::test
