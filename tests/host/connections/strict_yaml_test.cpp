#include <string>
#include <string_view>

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include "plugins/answer.hpp"
#include "yaml/strict_yaml.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;

TEST_CASE("read_yaml: plain scalars resolve by the core schema") {
  struct Row {
    std::string_view yaml;
    std::string_view json;
  };

  const Row rows[] = {
      {"", "null"},
      {"# nothing but a comment\n", "null"},
      {"~", "null"},
      {"NULL", "null"},
      {"true", "true"},
      {"FALSE", "false"},
      {"yes", R"("yes")"},
      {"off", R"("off")"},
      {"y", R"("y")"},
      {"0", "0"},
      {"-7", "-7"},
      {"+7", "7"},
      {"0777", "777"},
      {"0o17", "15"},
      {"0xfF", "255"},
      {"9223372036854775808", "9223372036854775808"},
      {"1.5", "1.5E0"},
      {".5", "5E-1"},
      {"-.5e1", "-5E0"},
      {"1.", "1E0"},
      {"1e3", "1E3"},
      {"1.2.3", R"("1.2.3")"},
      {"1_000", R"("1_000")"},
      {"12:30", R"("12:30")"},
      {"0x", R"("0x")"},
      {"-", "[null]"},
      {"+-1", R"("+-1")"},
      {"inf", R"("inf")"},
      {"nan", R"("nan")"},
      {"2024-01-01", R"("2024-01-01")"},
      {"'true'", R"("true")"},
      {R"("12")", R"("12")"},
      {R"("\xe9\N\_\L")", "\"\xc3\xa9\xc2\x85\xc2\xa0\xe2\x80\xa8\""},
      {"{\"\xc3\xa9\\N\": \"\\_\xc3\xa9\"}", "{\"\xc3\xa9\xc2\x85\":\"\xc2\xa0\xc3\xa9\"}"},
      {"''", R"("")"},
      {"|\n  two\n  lines\n", R"("two\nlines\n")"},
      {"a: 1\nb: [x, {c: ~}]", R"({"a":1,"b":["x",{"c":null}]})"},
      {"1: a\ntrue: b", R"({"1":"a","true":"b"})"},
      {"a:", R"({"a":null})"},
      {R"({"json": [1, 2.5, "x"], "deep": {"y": true}})", R"({"json":[1,2.5E0,"x"],"deep":{"y":true}})"},
      {"%YAML 1.2\n---\na: b\n...\n", R"({"a":"b"})"},
      {"- é\n- 日本", "[\"é\",\"日本\"]"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    const Result<json::value> value = read_yaml(row.yaml, "file.yaml");
    REQUIRE(value.has_value());
    CHECK(json::serialize(*value) == row.json);
  }
}

TEST_CASE("read_yaml: what is refused, and where") {
  struct Row {
    std::string_view yaml;
    std::string_view message;
  };

  const Row rows[] = {
      {"a: 1\nb: 2\na: 3", R"(f.yaml:3:1: "a" is given twice)"},
      {"x:\n  {k: 1, k: 2}", R"(f.yaml:2:10: "k" is given twice)"},
      {"a: &here 1", "f.yaml:1:4: anchors (&here) are not allowed"},
      {"a: *there", "f.yaml:1:4:"},
      {"a: !!str 1", "f.yaml:1:4: tags (tag:yaml.org,2002:str) are not allowed"},
      {"a: !secret {}", "f.yaml:1:4: tags (!secret) are not allowed"},
      {"a: 1\n---\nb: 2", "a second document begins here; only one is allowed"},
      {"? [a]\n: 1", "a member's name must be text, not a list or an object"},
      {"~: 1", "f.yaml:1:1: a member's name is missing or null"},
      {"a: .inf", R"(f.yaml:1:4: JSON has no number for ".inf"; put it in quotes)"},
      {"a: -.NaN", R"(f.yaml:1:4: JSON has no number for "-.NaN"; put it in quotes)"},
      {"a: 18446744073709551616", "f.yaml:1:4: the integer does not fit into 64 bits; put it in quotes"},
      {"a: 1e999", "f.yaml:1:4: the number is out of range; put it in quotes"},
      {"a: [1, 2", "f.yaml:1:4: end of sequence flow not found"},
      {"a: b: c", "f.yaml:1:5:"},
      {"a: 1\n b: 2", "f.yaml:2:"},
      {"a: 'open", "f.yaml:1:"},
      {"a: 1\nb: \xff\xfe", "f.yaml:2:4: the text is not UTF-8"},
      {"\xc0\x80", "f.yaml:1:1: the text is not UTF-8"},
      {std::string_view("a\0b\0", 4), "f.yaml:1:2: a control character, which YAML does not allow"},
      {"a: 1\nb: \x01", "f.yaml:2:4: a control character"},
      {"a: \"\\\xc3\xa9\"", "f.yaml:1:7: unknown escape character: "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    const Result<json::value> value = read_yaml(row.yaml, "f.yaml");
    REQUIRE(value.has_error());
    CHECK(value.error().status == CALLOUT_E_INVALID_ARGUMENT);
    const std::string message = value.error().message();
    CAPTURE(message);
    CHECK(message.find(row.message) != std::string::npos);
    CHECK(message.substr(0, 7) == "f.yaml:");
    CHECK(is_json(json::serialize(value.error().problem)));
  }
}

TEST_CASE("read_yaml: depth is bounded") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(read_yaml(nested(100), "f.yaml").has_value());
  const Result<json::value> deep = read_yaml(nested(101), "f.yaml");
  REQUIRE(deep.has_error());
  CHECK(deep.error().message() == "f.yaml:1:101: nested more than 100 levels deep");
  CHECK(read_yaml(nested(100'000), "f.yaml").has_error());
}

TEST_CASE("read_yaml: every value has a place") {
  YamlPositions positions;
  const Result<json::value> value = read_yaml("a:\n"
                                              "  b/c: [one, two]\n"
                                              "  d~:\n"
                                              "    - e: 1\n",
                                              "f.yaml",
                                              &positions);
  REQUIRE(value.has_value());

  struct Row {
    std::string_view pointer;
    YamlPlace name;
    YamlPlace value;
  };

  const Row rows[] = {
      {"", {1, 1}, {1, 1}},
      {"/a", {1, 1}, {2, 3}},
      {"/a/b~1c", {2, 3}, {2, 8}},
      {"/a/b~1c/1", {2, 14}, {2, 14}},
      {"/a/d~0", {3, 3}, {4, 5}},
      {"/a/d~0/0/e", {4, 7}, {4, 10}},
      {"/a/d~0/0/missing/deeper", {4, 7}, {4, 7}},
      {"/nothing", {1, 1}, {1, 1}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pointer);
    CHECK(positions.name(row.pointer).line == row.name.line);
    CHECK(positions.name(row.pointer).column == row.name.column);
    CHECK(positions.value(row.pointer).line == row.value.line);
    CHECK(positions.value(row.pointer).column == row.value.column);
  }
}

TEST_CASE("failure_at: a hint travels in the problem") {
  const Failure failure = failure_at("f.yaml", {12, 7}, "no such member", "did you mean \"plugin\"?");
  CHECK(failure.message() == "f.yaml:12:7: no such member");
  CHECK(failure.problem.at("hint") == "did you mean \"plugin\"?");
}

} // namespace
} // namespace callout::host
