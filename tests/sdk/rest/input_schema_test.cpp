#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/request_builder.hpp>
#include <doctest/doctest.h>

#include "test_catalog.hpp"

namespace {

using namespace callout;
using namespace callout::test;

boost::json::value schema_of(std::string_view id) {
  return rest::input_schema(catalog, *catalog.find(id));
}

} // namespace

TEST_CASE("input_schema: holds parameters, the body's members and all they refer to") {
  CHECK(schema_of("createIncident") == boost::json::parse(R"({
    "type":"object",
    "properties":{
      "from":{"type":"string"},
      "incident":{"$ref":"#/$defs/Incident"},
      "body":{"type":"object","description":"The whole body, instead of its members."}},
    "required":["from"],
    "additionalProperties":false,
    "anyOf":[{"required":["incident"]},{"required":["body"]}],
    "$defs":{
      "Incident":{"type":"object","properties":{"title":{"type":"string"},"service":{"$ref":"#/$defs/Reference"}},"required":["title"]},
      "Reference":{"type":"object","properties":{"id":{"type":"string"}}}}})"));
}

TEST_CASE("input_schema: one without a body has parameters alone") {
  CHECK(
      schema_of("deleteIncident") ==
      boost::json::parse(
          R"({"type":"object","properties":{"id":{"type":"string"}},"required":["id"],"additionalProperties":false})"));
  const auto list = schema_of("listIncidents");
  CHECK_FALSE(list.as_object().contains("required"));
  CHECK(list.at("properties").as_object().size() == list_parameters.size());
}

TEST_CASE("input_schema: a body that is no object is `body`") {
  const auto schema = schema_of("putLines");
  CHECK(schema.at("properties").at("body") ==
        boost::json::parse(R"({"type":"array","items":{"type":"string"}})"));
  CHECK(schema.at("required") == boost::json::parse(R"(["body"])"));
}

TEST_CASE("input_schema: an open body takes any member") {
  CHECK(schema_of("createOpen").at("additionalProperties").as_bool());
}

TEST_CASE("input_schema: a schema that refers to itself appears once") {
  const auto schema = schema_of("createRule");
  CHECK(schema.at("$defs").as_object().size() == 1);
  CHECK(schema.at("properties").as_object().contains("time"));
}

TEST_CASE("input_schema: what the connection can give is not required") {
  constexpr std::array<std::string_view, 1> from{"from"};
  const auto schema = rest::input_schema(catalog, *catalog.find("createIncident"), from);
  CHECK_FALSE(schema.contains("required"));
  CHECK(schema.at("properties").as_object().contains("from"));
}
