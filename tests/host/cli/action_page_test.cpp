#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "action_page.hpp"

namespace callout::host::cli {
namespace {

TEST_CASE("action_page: facts, description, input and an example") {
  const boost::json::value action = boost::json::parse(R"({
    "name": "updateIncident", "title": "Update an incident", "risk": "write", "scope": "incidents.write",
    "idempotent": true, "description": "Changes one incident.\nOnly what is given.",
    "input_schema": {"type": "object", "required": ["id", "incident"], "properties": {
      "note": {"type": "string", "description": "A note"},
      "id": {"type": "string", "description": "Its id"},
      "incident": {"type": "object", "required": ["type"], "properties": {
        "title": {"type": "string"}, "type": {"enum": ["incident"]}}}}},
    "example": {"id": "PABC123", "incident": {"type": "incident"}}})");
  CHECK(action_page(action.get_object(), "pd", Palette()) ==
        "updateIncident: Update an incident\n"
        "write, needs the scope incidents.write, may be repeated\n"
        "\n"
        "Changes one incident.\n"
        "Only what is given.\n"
        "\n"
        "Input\n"
        "  id              string    required  Its id\n"
        "  incident        object    required\n"
        "  incident.type   incident  required\n"
        "  incident.title  string\n"
        "  note            string              A note\n"
        "\n"
        "Example\n"
        "  callout invoke pd.updateIncident id=PABC123 'incident:={\"type\":\"incident\"}'\n");
}

TEST_CASE("action_page: the first of several ways to write the input is told as the usual one") {
  const boost::json::value action = boost::json::parse(R"({"name": "a", "title": "b", "risk": "write",
    "input_schema": {"type": "object", "properties": {
      "from": {"type": "string"},
      "body": {"type": "object", "description": "The whole"},
      "note": {"type": "object", "required": ["text"], "properties": {
        "id": {"readOnly": true}, "colour": {"type": "string"}, "text": {"type": "string"}}}},
    "anyOf": [{"required": ["note"]}, {"required": ["body"]}]}})");
  const std::string page = action_page(action.get_object(), "x", Palette());
  CAPTURE(page);
  CHECK(page.find("Input\n"
                  "  note         object  required, or body\n"
                  "  note.text    string  required\n"
                  "  note.colour  string\n"
                  "  from         string\n"
                  "  body         object                     The whole\n") != std::string::npos);
}

TEST_CASE("action_page: an action that takes nothing, and says little") {
  const boost::json::value action =
      boost::json::parse(R"({"name": "ping", "risk": "read", "input_schema": {"type": "object"}})");
  CHECK(action_page(action.get_object(), "x", Palette()) ==
        "ping: \nread\n\nInput\n  none\n\nExample\n  callout invoke x.ping\n");
}

TEST_CASE("action_page: long descriptions are wrapped between words") {
  boost::json::object action{{"name", "a"}, {"title", "b"}, {"risk", "read"}};
  std::string description;
  for (int count = 0; count < 60; ++count) {
    description += "word" + std::to_string(count) + " ";
  }
  action["description"] = description;
  const std::string page = action_page(action, "x", Palette());
  std::size_t start = 0;
  for (std::size_t end = page.find('\n'); end != std::string::npos; end = page.find('\n', start)) {
    CHECK(end - start <= 100);
    start = end + 1;
  }
  CHECK(page.find("word0 word1") != std::string::npos);
  CHECK(page.find("word59\n") != std::string::npos);
}

TEST_CASE("action_page: a schema that refers to itself ends") {
  const boost::json::value action = boost::json::parse(R"({"name": "a", "title": "b", "risk": "read",
    "input_schema": {"$ref": "#/$defs/n",
      "$defs": {"n": {"type": "object", "required": ["n"], "properties": {"n": {"$ref": "#/$defs/n"}}}}}})");
  const std::string page = action_page(action.get_object(), "x", Palette());
  CHECK(page.find("  n.n.n  object  required\n") != std::string::npos);
  CHECK(page.find("n.n.n.n") == std::string::npos);
}

TEST_CASE("invocation_example: arguments that a shell and the program read back") {
  struct Row {
    std::string_view name;
    std::string_view input;
    std::string_view expected;
    std::string_view properties = "{}";
  };

  const Row rows[] = {
      {"none", "{}", "callout invoke c.a"},
      {"scalars",
       R"({"s":"x","n":5,"b":true})",
       "callout invoke c.a s=x n=5 b=true",
       R"({"n":{"type":"integer"},"b":{"type":"boolean"}})"},
      {"a list", R"({"l":["x","y"]})", "callout invoke c.a l=x l=y"},
      {"an empty list", R"({"l":[]})", "callout invoke c.a 'l:=[]'"},
      {"null", R"({"l":null})", "callout invoke c.a l:=null"},
      {"spaces and quotes", R"({"s":"it's here"})", R"(callout invoke c.a 's=it'\''s here')"},
      {"an object", R"({"o":{"a":1}})", R"(callout invoke c.a 'o:={"a":1}')"},
      {"text that looks like a number",
       R"({"s":"5"})",
       "callout invoke c.a s=5",
       R"({"s":{"type":"string"}})"},
      {"a number where text may stand, too",
       R"({"s":5})",
       "callout invoke c.a s:=5",
       R"({"s":{"type":["string","integer"]}})"},
      {"a list of one where any value may stand", R"({"l":["x"]})", R"(callout invoke c.a 'l:=["x"]')"},
      {"a name with a dot", R"({"a.b":"x"})", "callout invoke c.a a.b=x", R"({"a.b":{}})"},
      {"a name that arguments cannot say", R"({"a=b":"x"})", R"(callout invoke c.a --input '{"a=b":"x"}')"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const boost::json::value schema{{"type", "object"}, {"properties", boost::json::parse(row.properties)}};
    const boost::json::value input = boost::json::parse(row.input);
    CHECK(std::string_view(invocation_example({"c", "a"}, input.get_object(), schema)) == row.expected);
  }
}

} // namespace
} // namespace callout::host::cli
