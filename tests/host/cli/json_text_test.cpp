#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "json_text.hpp"

namespace callout::host::cli {
namespace {

TEST_CASE("indent_json: lays out, and keeps every number's digits") {
  struct Row {
    std::string_view json;
    std::string_view expected;
  };

  const Row rows[] = {
      {"null", "null"},
      {"  0.1 ", "0.1"},
      {"0.30000000000000004", "0.30000000000000004"},
      {"1e309", "1e309"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"-0.0", "-0.0"},
      {"{}", "{}"},
      {"[]", "[]"},
      {R"([1,[],{"a":{}}])", "[\n  1,\n  [],\n  {\n    \"a\": {}\n  }\n]"},
      {R"({"a":[true,false],"b":null})", "{\n  \"a\": [\n    true,\n    false\n  ],\n  \"b\": null\n}"},
      {R"("tab\t quote\" slash\\ é \u00e9")", R"("tab\t quote\" slash\\ é é")"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.json);
    const auto indented = indent_json(row.json);
    REQUIRE(indented.has_value());
    CHECK(std::string_view(*indented) == row.expected);
  }
}

TEST_CASE("compact_json: says where text is no JSON, and quotes nothing of it") {
  struct Row {
    std::string_view text;
    std::string_view place;
  };

  const Row rows[] = {
      {"", "line 1, column 1"},
      {"{", "line 1, column 2"},
      {"{\"a\": 1,\n  s3cret}", "line 2, column 3"},
      {"[1] 2", "line 1, column 5"},
      {"{'a': 1}", "line 1, column 2"},
      {"NaN", "line 1, column 1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto compact = compact_json(row.text, "--input");
    REQUIRE(compact.has_error());
    CHECK(compact.error().status == CALLOUT_E_INVALID_ARGUMENT);
    const std::string message = compact.error().message();
    CAPTURE(message);
    CHECK(message.starts_with("--input is not valid JSON: " + std::string(row.place) + ": "));
    CHECK(message.find("s3cret") == std::string::npos);
  }
}

TEST_CASE("compact_json: refuses text that is nested too deep instead of recursing") {
  CHECK(compact_json(std::string(200, '[') + std::string(200, ']'), "x").has_value());
  CHECK(compact_json(std::string(100'000, '['), "x").has_error());
}

TEST_CASE("split_object: yields the members as they were written") {
  const auto members =
      split_object(R"( {"id": 1.50, "input": {"x": [0.1, "\u0041,}"]}, "last": null} )", "line 1");
  REQUIRE(members.has_value());
  REQUIRE(members->size() == 3);
  CHECK(members->at(0).name == "id");
  CHECK(members->at(0).value == "1.50");
  CHECK(members->at(1).name == "input");
  CHECK(members->at(1).value == R"({"x":[0.1,"A,}"]})");
  CHECK(members->at(2).value == "null");
}

TEST_CASE("split_object: long keys, strings and numbers arrive whole") {
  const std::string key(5000, 'k');
  const std::string digits(3000, '7');
  const auto members = split_object(R"({")" + key + R"(":)" + digits + R"(,"s":")" + key + R"("})", "x");
  REQUIRE(members.has_value());
  CHECK(members->at(0).name == key);
  CHECK(members->at(0).value == digits);
  CHECK(members->at(1).value == "\"" + key + "\"");
}

TEST_CASE("split_object: refuses what is no object, and a member that is there twice") {
  struct Row {
    std::string_view text;
    std::string_view detail;
  };

  const Row rows[] = {
      {"[{\"a\":1}]", "line 3 is not a JSON object"},
      {"\"a\"", "line 3 is not a JSON object"},
      {R"({"a":1,"b":2,"a":3})", R"(line 3 has the member "a" twice)"},
      {R"({"a":1)", "line 3 is not valid JSON: line 1, column 7: incomplete JSON"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto members = split_object(row.text, "line 3");
    REQUIRE(members.has_error());
    CHECK(std::string_view(members.error().message()) == row.detail);
  }
}

TEST_CASE("split_object: an object inside an array is no member of the outermost") {
  const auto members = split_object(R"({"a":[{"b":1}],"c":{"d":{"e":2}}})", "x");
  REQUIRE(members.has_value());
  REQUIRE(members->size() == 2);
  CHECK(members->at(0).value == R"([{"b":1}])");
  CHECK(members->at(1).value == R"({"d":{"e":2}})");
}

TEST_CASE("split_array: elements keep their digits, whatever they are") {
  struct Row {
    std::string_view text;
    std::vector<std::string> elements;
  };

  const Row rows[] = {
      {"[]", {}},
      {"[ 1 ]", {"1"}},
      {R"([0.10, "a,]", null, [1, [2]], {"b": [3]}, []])",
       {"0.10", R"("a,]")", "null", "[1,[2]]", R"({"b":[3]})", "[]"}},
      {"[123456789012345678901234567890]", {"123456789012345678901234567890"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto elements = split_array(row.text, "x");
    REQUIRE(elements.has_value());
    CHECK((*elements == row.elements));
  }
  CHECK(split_array("{}", "the list").error().message() == "the list is not a JSON array");
  CHECK(split_array("[1", "the list").has_error());
}

TEST_CASE("on_one_line: keeps everything but line breaks") {
  CHECK(on_one_line("{\r\n  \"a\": \"x\\n\"\n}") == "{    \"a\": \"x\\n\" }");
}

} // namespace
} // namespace callout::host::cli
