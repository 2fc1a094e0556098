#include <boost/json/array.hpp>
#include <doctest/doctest.h>

#include "recording_caller.hpp"

namespace callout::host::test {
namespace {

Result<std::string> refuse_404(const Invocation&) {
  Failure failure = make_failure(CALLOUT_E_NOT_FOUND, "incident Q1 does not exist");
  failure.problem["status"] = 404;
  failure.problem["code"] = "pagerduty.2100";
  failure.problem["errors"] = boost::json::array{"Incident Not Found"};
  return failure;
}

std::string run_refused(std::string_view tasks, callout_status status) {
  RecordingCaller caller;
  caller.on("pd.get", [status](const Invocation&) { return make_failure(status, "no"); });
  return run(tasks, "null", caller);
}

} // namespace

TEST_CASE("errors: a failed action becomes an error of the language") {
  struct Row {
    callout_status status;
    std::string_view error;
  };

  const Row rows[] = {
      {CALLOUT_E_INVALID_ARGUMENT, "fault validation 400 /do/0/t: no"},
      {CALLOUT_E_UNKNOWN_ACTION, "fault configuration 404 /do/0/t: no"},
      {CALLOUT_E_UNAUTHENTICATED, "fault authentication 401 /do/0/t: no"},
      {CALLOUT_E_PERMISSION_DENIED, "fault authorization 403 /do/0/t: no"},
      {CALLOUT_E_NOT_FOUND, "fault communication 404 /do/0/t: no"},
      {CALLOUT_E_CONFLICT, "fault communication 409 /do/0/t: no"},
      {CALLOUT_E_RATE_LIMITED, "fault communication 429 /do/0/t: no"},
      {CALLOUT_E_UNAVAILABLE, "fault communication 503 /do/0/t: no"},
      {CALLOUT_E_DEADLINE, "fault timeout 408 /do/0/t: no"},
      {CALLOUT_E_OUTCOME_UNKNOWN, "fault communication 504 /do/0/t: no"},
      {CALLOUT_E_PROTOCOL, "fault runtime 502 /do/0/t: no"},
      {CALLOUT_E_INTERNAL, "fault runtime 500 /do/0/t: no"},
      {-77, "fault runtime 500 /do/0/t: no"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CHECK(run_refused("do: [ { t: { call: pd.get } } ]", row.status) == row.error);
  }
}

TEST_CASE("errors: the status of the HTTP answer decides the type") {
  struct Row {
    int http_status;
    std::string_view type;
  };

  const Row rows[] = {{400, "communication"},
                      {401, "authentication"},
                      {403, "authorization"},
                      {408, "timeout"},
                      {404, "communication"},
                      {500, "communication"}};
  for (const Row& row : rows) {
    CAPTURE(row.http_status);
    RecordingCaller caller;
    caller.on("pd.get", [&](const Invocation&) {
      Failure failure = make_failure(CALLOUT_E_INVALID_ARGUMENT, "answered");
      failure.problem["status"] = row.http_status;
      return failure;
    });
    CHECK(run("do: [ { t: { call: pd.get } } ]", "null", caller) ==
          "fault " + std::string(row.type) + " " + std::to_string(row.http_status) + " /do/0/t: answered");
  }
}

TEST_CASE("errors: the caller of a run gets the action's status and problem") {
  RecordingCaller caller;
  caller.on("pd.get", refuse_404);
  const auto output = load("do: [ { t: { call: pd.get } } ]").run(caller, {});
  REQUIRE(!output);
  CHECK(output.error().status == CALLOUT_E_NOT_FOUND);
  CHECK(output.error().problem.at("type") == "https://serverlessworkflow.io/spec/1.0.0/errors/communication");
  CHECK(output.error().problem.at("code") == "pagerduty.2100");
}

TEST_CASE("try: catches what its filter and conditions let through") {
  RecordingCaller caller;
  caller.on("pd.get", refuse_404);

  struct Row {
    std::string_view name;
    std::string_view clause;
    bool caught;
  };

  const Row rows[] = {
      {"everything", "{}", true},
      {"by type",
       "{ errors: { with: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication' } } }",
       true},
      {"by the type as the conformance kit spells it",
       "{ errors: { with: { type: 'https://serverlessworkflow.io/dsl/errors/types/communication' } } }",
       true},
      {"by another type",
       "{ errors: { with: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/timeout' } } }",
       false},
      {"by status", "{ errors: { with: { status: 404 } } }", true},
      {"by another status", "{ errors: { with: { status: 503 } } }", false},
      {"by type and another status",
       "{ errors: { with: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication', status: "
       "503 } } }",
       false},
      {"by instance", "{ errors: { with: { instance: /do/0/safe/try/0/look } } }", true},
      {"by another instance", "{ errors: { with: { instance: /do/0/safe } } }", false},
      {"by title", "{ errors: { with: { title: Not found } } }", true},
      {"by details", "{ errors: { with: { details: incident Q1 does not exist } } }", true},
      {"when the error is the data", "{ when: .status == 404 }", true},
      {"when by its name", "{ as: e, when: $e.code == \"pagerduty.2100\" }", true},
      {"when not", "{ when: .status == 500 }", false},
      {"exceptWhen", "{ exceptWhen: .status == 404 }", false},
      {"when and not exceptWhen", "{ when: .status == 404, exceptWhen: .status == 500 }", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::string tasks =
        "do: [ { safe: { try: [ { look: { call: pd.get } } ], catch: " + std::string(row.clause) + " } } ]";
    const std::string output = run(tasks, R"({"in":1})", caller);
    CHECK(output == (row.caught
                         ? R"({"in":1})"
                         : "fault communication 404 /do/0/safe/try/0/look: incident Q1 does not exist"));
  }
}

TEST_CASE("try: its catch sees the error and the task's input") {
  RecordingCaller caller;
  caller.on("pd.get", refuse_404);
  CHECK(run("do: [ { safe: { try: [ { s: { set: { lost: 1 } } }, { look: { call: pd.get } } ], "
            "catch: { do: [ { note: { set: { code: '${ $error.code }', at: '${ $error.instance }', first: "
            "'${ $error.errors[0] }', in: '${ . }' } } } ] } } } ]",
            "7",
            caller) ==
        R"({"code":"pagerduty.2100","at":"/do/0/safe/try/1/look","first":"Incident Not Found","in":7})");
}

TEST_CASE("errors: rows of faults") {
  struct Row {
    std::string_view name;
    std::string_view tasks;
    std::string_view output;
  };

  const Row rows[] = {
      {"raise inline",
       "do: [ { r: { raise: { error: { type: 'https://example.com/compliance', status: 400, title: "
       "Compliance, detail: '${ \"found \\(.n)\" }' } } } } ]",
       "fault compliance 400 /do/0/r: found 3"},
      {"raise by name",
       "use: { errors: { full: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/data', status: 507, "
       "detail: full } } }\ndo: [ { r: { raise: { error: full } } } ]",
       "fault data 507 /do/0/r: full"},
      {"raise with an instance of its own",
       "do: [ { r: { raise: { error: { type: 'https://x/y', status: 500, instance: /elsewhere } } } } ]",
       "fault y 500 /elsewhere: "},
      {"raise with a status that is no number",
       "do: [ { r: { raise: { error: { type: x, status: '${ \"a\" }' } } } } ]",
       "fault expression 400 /do/0/r: raise/error: `type` must be a string and `status` a number, but the "
       "error is {\"type\":\"x\",\"status\":\"a\"}"},
      {"an expression that fails",
       "do: [ { a: { do: [ { b: { set: { x: '${ .n.m }' } } } ] } } ]",
       "fault expression 400 /do/0/a/do/0/b: set: Cannot index number with string \"m\""},
      {"an expression that yields nothing",
       "do: [ { a: { set: '${ empty }' } } ]",
       "fault expression 400 /do/0/a: set: the expression yields nothing"},
      {"an error of the expression's own",
       "do: [ { a: { set: '${ error({a: 1}) }' } } ]",
       R"(fault expression 400 /do/0/a: set: {"a":1})"},
      {"in if",
       "do: [ { a: { if: .n.m, set: { a: 1 } } } ]",
       "fault expression 400 /do/0/a: if: Cannot index number with string \"m\""},
      {"in output.as",
       "do: [ { a: { set: { a: 1 }, output: { as: .a.b } } } ]",
       "fault expression 400 /do/0/a: output/as: Cannot index number with string \"b\""},
      {"in the workflow's output.as",
       "do: []\noutput: { as: .n.m }",
       "fault expression 400 : output/as: Cannot index number with string \"m\""},
      {"an error in a catch goes outwards",
       "do: [ { o: { try: [ { i: { try: [ { r: { raise: { error: { type: 'https://x/first', status: 1 } } } "
       "} ], catch: { do: [ { s: { raise: { error: { type: 'https://x/second', status: 2 } } } } ] } } } ], "
       "catch: { as: e, do: [ { n: { set: '${ [$e.type, $e.instance] }' } } ] } } } ]",
       R"(["https://x/second","/do/0/o/try/0/i/catch/do/0/s"])"},
      {"nested tries: the inner one lets it pass",
       "do: [ { o: { try: [ { i: { try: [ { r: { raise: { error: { type: 'https://x/first', status: 1 } } } "
       "} ], catch: { errors: { with: { status: 2 } } } } } ], catch: { as: outer, do: [ { n: { set: '${ "
       "$outer.status }' } } ] } } } ]",
       "1"},
      {"an error in when takes the place of the error",
       "do: [ { o: { try: [ { r: { raise: { error: { type: 'https://x/first', status: 1 } } } } ], catch: { "
       "when: .status.x } } } ]",
       "fault expression 400 /do/0/o: catch/when: Cannot index number with string \"x\""},
      {"in a loop, the others go on",
       "do: [ { f: { for: { in: '[1,0,2]' }, do: [ { t: { try: [ { d: { set: { l: '${ .l + [6 / $item] }' } "
       "} } ], catch: {} } } ] } } ]",
       R"({"l":[6,3]})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(run(row.tasks, row.name == "in a loop, the others go on" ? R"({"l":[]})" : R"({"n":3})") ==
          row.output);
  }
}

TEST_CASE("events: a run tells what happens") {
  RecordingCaller caller;
  caller.on("pd.get", refuse_404);
  std::string told;
  RunOptions options;
  options.on_event = [&](const TaskEvent& event) {
    constexpr std::string_view kinds[] = {"started", "finished", "skipped", "caught", "faulted"};
    told += std::string(kinds[static_cast<std::size_t>(event.kind)]) + " " + std::string(event.pointer) +
            " " + std::string(event.detail) + "\n";
  };
  run("do: [ { a: { if: 'false', set: { n: 1 } } }, { safe: { try: [ { look: { call: pd.get } } ], catch: {} "
      "} } ]",
      "null",
      caller,
      options);
  CHECK(told == "skipped /do/0/a \n"
                "started /do/1/safe \n"
                "started /do/1/safe/try/0/look pd.get\n"
                "faulted /do/1/safe/try/0/look Not found\n"
                "caught /do/1/safe Not found\n"
                "finished /do/1/safe \n");
}

} // namespace callout::host::test
