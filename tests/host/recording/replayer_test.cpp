#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "fixtures/temporary_folder.hpp"
#include "recording/replayer.hpp"

namespace callout::host {
namespace {

using testing::TemporaryFolder;

constexpr std::string_view recording = R"({"callout_recording":1}
{"kind":"description","connection":"a","plugin":"p","action":"list","status":"ok","result":{"name":"list"}}
{"kind":"call","connection":"a","plugin":"p","action":"list","dry_run":false,"took_ms":1,"input":{"x":1,"y":2},"status":"ok","result":0.30000000000000004}
{"kind":"call","connection":"a","plugin":"p","action":"list","dry_run":false,"took_ms":1,"input":{"y":2,"x":1},"status":"not-found","problem":{"detail":"gone"}}
{"kind":"call","connection":"a","plugin":"p","action":"list","dry_run":true,"took_ms":1,"input":{"x":1,"y":2},"status":"ok","result":"dry"}
{"kind":"test","connection":"a","plugin":"p","took_ms":9,"action":"list","authentication":{"label":"me","granted":["r"],"missing":[],"expires_in_ms":5},"status":"ok","result":[]}
)";

std::string answer(Replayer& replayer, std::string_view input, bool dry_run = false) {
  const auto result = replayer.invoke({.connection = "a",
                                       .action = "list",
                                       .input = input,
                                       .request_id = {},
                                       .limits = {},
                                       .dry_run = dry_run});
  return result ? *result : "failed: " + result.error().message();
}

TEST_CASE("replay: equal calls get their answers in order, the last one for ever") {
  const TemporaryFolder folder;
  const auto replayer = Replayer::open(folder.write("r.jsonl", std::string(recording)), nullptr);
  REQUIRE(replayer.has_value());
  CHECK(answer(**replayer, R"({"x":1,"y":2})") == "0.30000000000000004");
  CHECK(answer(**replayer, R"({ "y": 2, "x": 1 })") == "failed: gone");
  CHECK(answer(**replayer, R"({"x":1,"y":2})") == "failed: gone");
  CHECK(answer(**replayer, R"({"x":1,"y":2})", true) == "\"dry\"");
  CHECK((*replayer)->describe_action("a", "list").value() == R"({"name":"list"})");
  const ConnectionTest test = (*replayer)->test("a").value();
  CHECK(test.authentication.label == "me");
  CHECK(test.authentication.granted_scopes == std::vector<std::string>{"r"});
  CHECK(test.authentication.expires_in == std::chrono::milliseconds(5));
  CHECK(test.took == std::chrono::milliseconds(9));
  CHECK(test.result == "[]");
}

TEST_CASE("replay: a secret that the recording hides matches whatever stands in its place") {
  const TemporaryFolder folder;
  std::string text = "{\"callout_recording\":1}\n";
  for (const std::string_view input : {R"({"note":"key [redacted], then [redacted].","n":[1,"[redacted]"]})",
                                       R"({"note":"[redacted]","n":[]})",
                                       R"({"note":"plain","n":[]})"}) {
    text += R"({"kind":"call","connection":"a","action":"list","input":)" + std::string(input) +
            R"(,"status":"ok","result":)" + std::to_string(text.size()) + "}\n";
  }
  const auto replayer = Replayer::open(folder.write("r.jsonl", text), nullptr);
  REQUIRE(replayer.has_value());
  const std::string first = answer(**replayer, R"({"n":[1,"x"],"note":"key abc, then def."})");
  const std::string second = answer(**replayer, R"({"n":[],"note":"anything"})");
  const std::string third = answer(**replayer, R"({"n":[],"note":"plain"})");
  CHECK(first == "24");
  CHECK(second != first);
  CHECK(third != second); // what is the same comes before what matches
  for (const std::string_view other : {R"({"n":[1,"x"],"note":"key abc then def."})",
                                       R"({"n":[1,"x"],"note":"key abc, then def"})",
                                       R"({"n":[2,"x"],"note":"key abc, then def."})",
                                       R"({"n":[1,2],"note":"key abc, then def."})",
                                       R"({"n":[1],"note":"key abc, then def."})",
                                       R"({"n":[1,"x"],"note":"key abc, then def.","more":1})"}) {
    CAPTURE(other);
    CHECK(answer(**replayer, other).find("has no call") != std::string::npos);
  }
}

TEST_CASE("replay: a header that is secret by its name matches any, also where the recording shows it") {
  const TemporaryFolder folder;
  const auto file = folder.write(
      "r.jsonl",
      "{\"callout_recording\":1}\n"
      R"({"kind":"call","connection":"a","action":"list","input":{"headers":{"X-Api-Key":"shown"}},"status":"ok","result":1})"
      "\n");
  const auto replayer = Replayer::open(file, nullptr);
  REQUIRE(replayer.has_value());
  CHECK(answer(**replayer, R"({"headers":{"X-Api-Key":"another"}})") == "1");
}

TEST_CASE("replay: what was not recorded says what was, and the log tells of it") {
  const TemporaryFolder folder;
  std::vector<std::string> told;
  const LogChannel log = std::make_shared<const LogTarget>(LogTarget{[&](const LogRecord& record) {
    told.push_back(record.message);
  }});
  const auto replayer = Replayer::open(folder.write("r.jsonl", std::string(recording)), log);
  REQUIRE(replayer.has_value());
  CHECK(answer(**replayer, R"({"x":2})")
            .find("has no call of a.list with this input; it has line 3 {\"x\":1,\"y\":2}") !=
        std::string::npos);
  CHECK(told == std::vector<std::string>{"a call was not recorded"});
  const auto other =
      (*replayer)->invoke({.connection = "a", .action = "lits", .request_id = {}, .limits = {}});
  CHECK(other.error().problem.at("hint") == "did you mean \"a.list\"?");
  CHECK(other.error().problem.at("code") == "callout.not-recorded");
  CHECK((*replayer)->describe_action("b", "x").error().message().find("does not know b.x") !=
        std::string::npos);
  CHECK((*replayer)->test("b").error().message().find("has no test of connection b") != std::string::npos);
}

TEST_CASE("replay: a broken recording names file and line") {
  struct Row {
    std::string_view name;
    std::string text;
    std::string_view told;
  };

  const std::string head = "{\"callout_recording\":1}\n";
  const Row rows[] = {
      {"nothing", "", ":1: this is no recording"},
      {"something else", "connections:\n", ":1: this is no recording"},
      {"a later version", "{\"callout_recording\":2}\n", ":1: a recording of a version"},
      {"no JSON", head + "\n{\"kind\":", ":3"},
      {"no object", head + "[]\n", ":2"},
      {"another kind", head + R"({"kind":"x","connection":"a","action":"b"})", ":2: \"kind\" is none"},
      {"no action",
       head + R"({"kind":"call","connection":"a","status":"ok","result":1})",
       ":2: \"connection\" or"},
      {"no result",
       head + R"({"kind":"call","connection":"a","action":"b","status":"ok"})",
       ":2: \"status\" is"},
      {"an unknown status",
       head + R"({"kind":"call","connection":"a","action":"b","status":"x","problem":{}})",
       ":2: \"status\" is"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TemporaryFolder folder;
    const auto file = folder.write("r.jsonl", row.text);
    const auto replayer = Replayer::open(file, nullptr);
    REQUIRE(replayer.has_error());
    CAPTURE(replayer.error().message());
    CHECK(replayer.error().message().starts_with(file.string() + std::string(row.told)));
    CHECK(replayer.error().problem.contains("hint"));
  }
}

} // namespace
} // namespace callout::host
