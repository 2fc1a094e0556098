#include <doctest/doctest.h>

#include "recording_caller.hpp"

namespace callout::host::test {
namespace {

/// Tasks that ran, in order: "a b c", with "-b" for one that was skipped.
std::string order(std::string_view tasks, std::string_view input = "null") {
  RecordingCaller caller;
  RunOptions options;
  options.input = input;
  std::string names;
  options.on_event = [&](const TaskEvent& event) {
    if (event.kind == TaskEvent::Kind::started || event.kind == TaskEvent::Kind::skipped) {
      names += names.empty() ? "" : " ";
      names += event.kind == TaskEvent::Kind::skipped ? "-" : "";
      names += event.task;
    }
  };
  const auto output = load(tasks).run(caller, options);
  return output ? names : fault_line(output.error());
}

} // namespace

TEST_CASE("then: decides what runs next") {
  struct Row {
    std::string_view name;
    std::string_view tasks;
    std::string_view ran;
  };

  const Row rows[] = {
      {"in order",
       "do: [ { a: { set: { n: 1 } } }, { b: { set: { n: 1 } } }, { c: { set: { n: 1 } } } ]",
       "a b c"},
      {"by name, forwards and back",
       "do: [ { a: { set: { n: 1 }, then: c } }, { b: { set: { n: 1 }, then: end } }, { c: { set: { n: 1 }, "
       "then: b } } ]",
       "a c b"},
      {"continue", "do: [ { a: { set: { n: 1 }, then: continue } }, { b: { set: { n: 1 } } } ]", "a b"},
      {"end ends everything, from any depth",
       "do: [ { a: { do: [ { b: { set: { n: 1 }, then: end } }, { c: { set: { n: 1 } } } ] } }, { d: { set: "
       "{ n: 1 } } } ]",
       "a b"},
      {"exit leaves the list around",
       "do: [ { a: { do: [ { b: { set: { n: 1 }, then: exit } }, { c: { set: { n: 1 } } } ] } }, { d: { set: "
       "{ n: 1 } } } ]",
       "a b d"},
      {"exit at the top ends the workflow",
       "do: [ { a: { set: { n: 1 }, then: exit } }, { b: { set: { n: 1 } } } ]",
       "a"},
      {"the outer task's then counts after exit",
       "do: [ { a: { do: [ { b: { set: { n: 1 }, then: exit } } ], then: d } }, { c: { set: { n: 1 } } }, { "
       "d: { set: { n: 1 } } } ]",
       "a b d"},
      {"a skipped task", "do: [ { a: { if: 'false', set: { n: 1 } } }, { b: { set: { n: 1 } } } ]", "-a b"},
      {"a loop by then, until a switch leaves it",
       "do: [ { a: { set: { n: '${ (.n // 0) + 1 }' } } }, { s: { switch: [ { again: { when: .n < 3, then: a "
       "} }, { d: { then: end } } ] } } ]",
       "a s a s a s"},
      {"exit in a loop's body ends the loop",
       "do: [ { l: { for: { in: '[1,2,3]' }, do: [ { a: { if: $item == 2, set: { n: 1 }, then: exit } }, { "
       "b: { set: { n: 1 } } } ] } }, { c: { set: { n: 1 } } } ]",
       "l -a b a c"},
      {"end in a loop's body ends everything",
       "do: [ { l: { for: { in: '[1,2,3]' }, do: [ { a: { set: { n: 1 }, then: end } } ] } }, { c: { set: { "
       "n: 1 } } } ]",
       "l a"},
      {"exit in a try and in its catch",
       "do: [ { t: { try: [ { a: { set: { n: 1 }, then: exit } }, { b: { set: { n: 1 } } } ], catch: {} } }, "
       "{ u: { try: [ { r: { raise: { error: { type: 'https://x/y', status: 500 } } } } ], catch: { do: [ { "
       "c: { set: { n: 1 }, then: exit } }, { d: { set: { n: 1 } } } ] } } }, { e: { set: { n: 1 } } } ]",
       "t a u r c e"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(order(row.tasks) == row.ran);
  }
}

TEST_CASE("switch: takes the first case that holds") {
  constexpr std::string_view tasks =
      "do: [ { s: { switch: [ { any: { then: other } }, { red: { when: '.c == \"red\"', then: red } }, "
      "{ r: { when: '.c | test(\"^r\")', then: end } } ] } }, "
      "{ red: { set: { is: red }, then: end } }, { other: { set: { is: '${ $input.c }' } } } ]";

  struct Row {
    std::string_view input;
    std::string_view output;
  };

  const Row rows[] = {
      {R"({"c":"red"})", R"({"is":"red"})"},
      {R"({"c":"rose"})", R"({"c":"rose"})"},
      {R"({"c":"blue"})", R"({"is":"blue"})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.input);
    CHECK(run(tasks, row.input) == row.output);
  }
  CHECK(order("do: [ { s: { switch: [ { a: { when: 'false', then: b } } ], then: end } }, { b: { set: { n: 1 "
              "} } } ]") == "s");
  CHECK(order("do: [ { s: { switch: [ { a: { when: 'false', then: c } } ] } }, { b: { set: { n: 1 }, then: "
              "end } }, { c: { set: { n: 1 } } } ]") == "s b");
  CHECK(order("do: [ { s: { switch: [ { a: { when: 'true', then: continue } } ], then: c } }, { b: { set: { "
              "n: 1 } } }, { c: { set: { n: 1 } } } ]") == "s b c");
}

TEST_CASE("for: runs its tasks for each item") {
  struct Row {
    std::string_view name;
    std::string_view input;
    std::string_view tasks;
    std::string_view output;
  };

  const Row rows[] = {
      {"item and index by their usual names",
       R"({"l":["a","b"]})",
       "do: [ { f: { for: { in: .l }, do: [ { t: { set: { seen: '${ .seen + [[$item, $index]] }' } } } ] } } "
       "]",
       R"({"seen":[["a",0],["b",1]]})"},
      {"under names of their own",
       R"({"l":["a","b"]})",
       "do: [ { f: { for: { each: letter, at: i, in: .l }, do: [ { t: { set: { seen: '${ .seen + "
       "[\"\\($i)\\($letter)\"] }' } } } ] } } ]",
       R"({"seen":["0a","1b"]})"},
      {"over nothing passes the input on",
       R"({"l":[],"n":1})",
       "do: [ { f: { for: { in: .l }, do: [ { t: { set: { n: 2 } } } ] } } ]",
       R"({"l":[],"n":1})"},
      {"while stops it",
       "[1,2,3,4]",
       "do: [ { f: { for: { in: . }, while: '$item < 3', do: [ { t: { set: { sum: '${ (.sum? // 0) + $item "
       "}' } } } ] } } ]",
       R"({"sum":3})"},
      {"while sees what the last iteration left",
       "[5,5,5,5]",
       "do: [ { f: { for: { in: . }, while: 'type == \"array\" or .sum < 10', do: [ { t: { set: { sum: '${ "
       "(.sum? // 0) + $item }' } } } ] } } ]",
       R"({"sum":10})"},
      {"loops nest, and the inner name hides the outer",
       R"({"rows":[[1,2],[3]]})",
       "do: [ { f: { for: { in: .rows, at: row }, do: [ { g: { for: { in: $item }, do: [ { t: { set: { l: "
       "'${ .l + [$row * 10 + $item] }' } } } ] } } ] } } ]",
       R"({"l":[1,2,13]})"},
      {"in must be an array",
       "{}",
       "do: [ { f: { for: { in: .l }, do: [ { t: { set: { n: 2 } } } ] } } ]",
       "fault expression 400 /do/0/f: for/in: must yield an array, but yields null; write `.member // []` "
       "where it may be missing"},
      {"$input in while is the loop's, after inner tasks changed it",
       R"({"l":[1,2],"most":1})",
       "do: [ { f: { for: { in: .l }, while: $item <= $input.most, do: [ { t: { set: { n: '${ $item }' } } } "
       "] } } ]",
       R"({"n":1})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(run(row.tasks, row.input) == row.output);
  }
}

TEST_CASE("functions: tasks that are called by name") {
  struct Row {
    std::string_view name;
    std::string_view tasks;
    std::string_view output;
  };

  const Row rows[] = {
      {"with gives the function its input",
       "use: { functions: { double: { set: { n: '${ .n * 2 }' } } } }\ndo: [ { t: { call: double, with: { n: "
       "4 } } } ]",
       R"({"n":8})"},
      {"without with it gets the task's",
       "use: { functions: { double: { set: { n: '${ .n * 2 }' } } } }\ndo: [ { s: { set: { n: 1 } } }, { t: "
       "{ call: double } } ]",
       R"({"n":2})"},
      {"functions call functions",
       "use: { functions: { a: { do: [ { one: { call: b } }, { two: { call: b } } ] }, b: { set: { n: '${ .n "
       "+ 1 }' } } } }\ndo: [ { t: { call: a, with: { n: 1 } } } ]",
       R"({"n":3})"},
      {"the caller's variables are its own, before and after",
       "use: { functions: { f: { for: { in: '[7]' }, do: [ { x: { set: { inner: '${ $item }' } } } ] } } }\n"
       "do: [ { l: { for: { in: '[1]' }, do: [ { t: { call: f } }, { u: { set: '${ [.inner, $item] }' } } ] "
       "} } ]",
       "[7,1]"},
      {"exit inside leaves the function",
       "use: { functions: { f: { do: [ { x: { set: { n: 1 }, then: exit } }, { y: { set: { n: 2 } } } ] } } "
       "}\ndo: [ { t: { call: f } }, { u: { set: '${ [.n] }' } } ]",
       "[1]"},
      {"endless calls end",
       "use: { functions: { f: { call: f } } }\ndo: [ { t: { call: f } } ]",
       "fault runtime 500 /use/functions/f: functions call each other more than 64 levels deep"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(run(row.tasks) == row.output);
  }
}

} // namespace callout::host::test
