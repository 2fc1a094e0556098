#include <set>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "mutation.hpp"

namespace callout::pagerduty::test {
namespace {

namespace json = boost::json;

// "kind at pointer: input" of every mutation.
std::set<std::string> mutations(std::string_view schema, std::string_view input) {
  std::set<std::string> texts;
  const json::object whole = json::parse({schema.data(), schema.size()}).as_object();
  for (const Mutation& one : mutations_of(whole, json::parse({input.data(), input.size()}).as_object())) {
    texts.insert(one.kind + " at " + one.pointer + ": " + json::serialize(one.input));
  }
  return texts;
}

} // namespace

TEST_CASE("mutations_of: breaks each place once by what its schema says") {
  struct Row {
    std::string_view name;
    std::string_view schema;
    std::string_view input;
    std::set<std::string> expected;
  };

  const Row rows[] = {
      {"a required member",
       R"({"required":["a"],"properties":{"a":{}}})",
       R"({"a":1})",
       {R"(required member removed at /a: {})"}},
      {"a type",
       R"({"properties":{"a":{"type":"integer"}}})",
       R"({"a":1})",
       {R"(type broken at /a: {"a":"no-such-value"})"}},
      {"several types",
       R"({"properties":{"a":{"type":["string","null"]}}})",
       R"({"a":"x"})",
       {R"(type broken at /a: {"a":4711})"}},
      {"a list of words",
       R"({"properties":{"a":{"type":"string","enum":["x"]}}})",
       R"({"a":"x"})",
       {R"(type broken at /a: {"a":4711})", R"(enum broken at /a: {"a":"no-such-value"})"}},
      {"inside a list",
       R"({"properties":{"a":{"items":{"type":"boolean"}}}})",
       R"({"a":[true]})",
       {R"(type broken at /a/0: {"a":["no-such-value"]})"}},
      {"through a reference",
       R"({"properties":{"a":{"$ref":"#/$defs/b.c"}},"$defs":{"b.c":{"type":"number"}}})",
       R"({"a":1})",
       {R"(type broken at /a: {"a":"no-such-value"})"}},
      {"what no alternative takes",
       R"({"properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]}}})",
       R"({"a":"x"})",
       {R"(type broken at /a: {"a":{"no":"sense"}})"}},
      {"nothing where an alternative takes all",
       R"({"properties":{"a":{"anyOf":[{"type":"string"},{}]}}})",
       R"({"a":"x"})",
       {}},
      {"nothing where the schema says nothing",
       R"({"properties":{"a":{"readOnly":true}}})",
       R"({"a":"x","b":1})",
       {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(mutations(row.schema, row.input) == row.expected);
  }
}

} // namespace callout::pagerduty::test
