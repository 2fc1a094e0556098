#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "input_builder.hpp"
#include "schema.hpp"

namespace callout::host::cli {
namespace {

const boost::json::value& schema() {
  static const boost::json::value value = boost::json::parse(R"({
    "type": "object",
    "properties": {
      "id": {"type": "string"},
      "limit": {"type": "integer"},
      "ratio": {"type": "number"},
      "total": {"type": "boolean"},
      "note": {"type": ["string", "null"]},
      "parent": {"type": ["integer", "null"]},
      "statuses": {"type": "array", "items": {"type": "string", "enum": ["triggered", "resolved"]}},
      "numbers": {"type": "array", "items": {"$ref": "#/$defs/number"}},
      "either": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
      "level": {"enum": [1, 2, 3]},
      "anything": {},
      "odd.name": {"type": "integer"},
      "incident": {"$ref": "#/$defs/incident"},
      "map": {"type": "object", "additionalProperties": {"type": "integer"}}
    },
    "$defs": {
      "number": {"type": "integer"},
      "incident": {"allOf": [
        {"type": "object", "properties": {"title": {"type": "string"}, "priority": {"type": "integer"},
                                          "self": {"$ref": "#/$defs/incident"}}},
        {"properties": {"urgent": {"type": "boolean"}}}]}
    }
  })");
  return value;
}

Result<std::string> built(std::string_view base, const std::vector<std::string>& arguments) {
  std::vector<Assignment> assignments;
  for (const std::string& argument : arguments) {
    auto assignment = parse_assignment(argument);
    if (!assignment) {
      return assignment.error();
    }
    assignments.push_back(*assignment);
  }
  return build_input(base, assignments, schema());
}

struct Row {
  std::string_view name;
  std::vector<std::string> arguments;
  std::string_view expected;
  std::string_view base = "{}";
};

TEST_CASE("build_input: the schema decides what a text becomes") {
  const Row rows[] = {
      {"text", {"id=5"}, R"({"id":"5"})"},
      {"text with signs in it", {"id=a=b:=c.d"}, R"({"id":"a=b:=c.d"})"},
      {"empty text", {"id="}, R"({"id":""})"},
      {"integer", {"limit=-5"}, R"({"limit":-5})"},
      {"number", {"ratio=2.5"}, R"({"ratio":2.5E0})"},
      {"a whole number", {"ratio=2"}, R"({"ratio":2})"},
      {"boolean", {"total=true"}, R"({"total":true})"},
      {"text or null is text", {"note=null"}, R"({"note":"null"})"},
      {"null", {"parent=null"}, R"({"parent":null})"},
      {"enumerated numbers", {"level=2"}, R"({"level":2})"},
      {"one element", {"statuses=triggered"}, R"({"statuses":["triggered"]})"},
      {"more of them",
       {"statuses=triggered", "statuses=resolved"},
       R"({"statuses":["triggered","resolved"]})"},
      {"a comma divides nothing", {"statuses=a,b"}, R"({"statuses":["a,b"]})"},
      {"elements have a type", {"numbers=1", "numbers=2"}, R"({"numbers":[1,2]})"},
      {"text or array, once", {"either=a"}, R"({"either":"a"})"},
      {"text or array, twice", {"either=a", "either=b"}, R"({"either":["a","b"]})"},
      {"no type", {"anything=1"}, R"({"anything":"1"})"},
      {"no type, twice", {"anything=1", "anything=2"}, R"({"anything":["1","2"]})"},
      {"not in the schema", {"unknown=1"}, R"({"unknown":"1"})"},
      {"a dot in a name", {"odd.name=1"}, R"({"odd.name":1})"},
      {"members", {"incident.title=x", "incident.priority=1"}, R"({"incident":{"title":"x","priority":1}})"},
      {"a member by allOf", {"incident.urgent=true"}, R"({"incident":{"urgent":true}})"},
      {"a schema that refers to itself",
       {"incident.self.self.priority=3"},
       R"({"incident":{"self":{"self":{"priority":3}}}})"},
      {"additional members", {"map.x=3"}, R"({"map":{"x":3}})"},
      {"JSON", {R"(incident:={"title":"x"})"}, R"({"incident":{"title":"x"}})"},
      {"JSON against the schema is the plugin's to refuse", {"limit:=\"5\""}, R"({"limit":"5"})"},
      {"JSON, then a member",
       {R"(incident:={"title":"x"})", "incident.priority=2"},
       R"({"incident":{"title":"x","priority":2}})"},
      {"nothing", {}, "{}"},
      {"over the base", {"limit=2"}, R"({"limit":2,"id":"a"})", R"({"limit":1,"id":"a"})"},
      {"into the base",
       {"incident.title=y"},
       R"({"incident":{"title":"y","priority":1}})",
       R"({"incident":{"title":"x","priority":1}})"},
      {"an array of the base is replaced",
       {"numbers=3", "numbers=4"},
       R"({"numbers":[3,4]})",
       R"({"numbers":[1,2]})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto input = built(row.base, row.arguments);
    REQUIRE_MESSAGE(input.has_value(), input.error().message());
    CHECK(std::string_view(*input) == row.expected);
  }
}

TEST_CASE("build_input: says which key is wrong and what it takes") {
  const Row rows[] = {
      {"no integer", {"limit=five"}, R"(limit: "five" is no integer)"},
      {"half an integer", {"limit=5x"}, R"(limit: "5x" is no integer)"},
      {"too large", {"limit=99999999999999999999"}, R"(limit: "99999999999999999999" is no integer)"},
      {"no number", {"ratio=1e999"}, R"(ratio: "1e999" is no number)"},
      {"no boolean", {"total=yes"}, R"(total: "yes" is no boolean)"},
      {"a wrong element", {"numbers=1", "numbers=b"}, R"(numbers: "b" is no integer)"},
      {"text for an object", {"map=x"}, R"(map: "x" is no object)"},
      {"twice", {"limit=1", "limit=2"}, "limit: given twice, and it takes one value"},
      {"JSON twice", {"map:={}", "map:={}"}, "map: given twice, and it takes one value"},
      {"a member of a text", {"id=x", "id.y=1"}, R"(id.y: "id" is no object, so it has no members)"},
      {"an empty step", {"incident..title=1"}, "incident..title: an empty step in the dotted path"},
      {"no JSON", {"map:={"}, "map: the text after := is not valid JSON: incomplete JSON"},
      {"JSON that is too large", {"ratio:=1e999"}, "ratio: a number is too large for JSON"},
      {"no sign", {"triggered"}, R"("triggered" is no key=value)"},
      {"no key", {"=x"}, R"("=x" has no key before the =)"},
      {"no key before :=", {":=1"}, R"(":=1" has no key before the =)"},
      {"a base that is no object", {"limit=1"}, "--input is not a JSON object", "[]"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto input = built(row.base, row.arguments);
    REQUIRE(input.has_error());
    CHECK(input.error().status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(std::string_view(input.error().message()) == row.expected);
  }
}

TEST_CASE("parse_assignment: what JSON cannot hold is refused") {
  std::string deep = "a";
  for (int i = 0; i < 63; ++i) {
    deep += ".a";
  }
  CHECK(parse_assignment(deep + "=x").has_value());
  CHECK(parse_assignment("a=\xC3\xA9").has_value());
  for (const std::string& argument : {deep + ".a=x", std::string("a=\xff"), std::string("\xC3=x")}) {
    const auto assignment = parse_assignment(argument);
    REQUIRE(assignment.has_error());
    CHECK(assignment.error().status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(boost::json::parse(boost::json::serialize(assignment.error().problem)).is_object());
  }
}

TEST_CASE("Schema: type_text is for people") {
  struct TypeRow {
    std::string_view member;
    std::string_view expected;
  };

  const TypeRow rows[] = {
      {"id", "string"},
      {"note", "string or null"},
      {"anything", "any"},
      {"statuses", "array of triggered | resolved"},
      {"level", "1 | 2 | 3"},
      {"numbers", "array of integer"},
      {"incident", "object"},
      {"either", "string or array of string"},
      {"does not exist", "any"},
  };
  for (const TypeRow& row : rows) {
    CAPTURE(row.member);
    CHECK(std::string_view(Schema(schema()).member(row.member).type_text()) == row.expected);
  }
}

TEST_CASE("Schema: a reference that leads nowhere or to itself admits anything") {
  const boost::json::value broken = boost::json::parse(
      R"({"properties": {"a": {"$ref": "#/none"}, "b": {"$ref": "#/properties/b"}, "c": {"$ref": "http://x/y"}}})");
  for (const std::string_view name : {"a", "b", "c"}) {
    CAPTURE(name);
    CHECK(Schema(broken).member(name).types() == 0);
  }
}

} // namespace
} // namespace callout::host::cli
