#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <callout/rest/paging.hpp>
#include <callout/rest/request_builder.hpp>

#include "body_shape.hpp"
#include "referred_schemas.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

json::value parameter_schema(const Parameter& parameter) {
  return parameter.schema.empty()
             ? json::value(json::object())
             : json::parse(json::string_view(parameter.schema.data(), parameter.schema.size()));
}

void add_parameters(const Operation& operation,
                    std::span<const std::string_view> from_connection,
                    json::object& properties,
                    json::array& required) {
  for (const Parameter& parameter : operation.parameters) {
    properties.emplace(parameter.name, parameter_schema(parameter));
    const bool may_be_left_out =
        std::find(from_connection.begin(), from_connection.end(), parameter.name) != from_connection.end();
    if (parameter.required && !may_be_left_out) {
      required.emplace_back(parameter.name);
    }
  }
}

json::value whole_body_schema(const Catalog& catalog, const Operation& operation, const BodyShape& shape) {
  if (!shape.has_members()) {
    return parse_schema(catalog, operation.body);
  }
  return {{"type", "object"}, {"description", "The whole body, instead of its members."}};
}

// The body's members may be given one by one or as `body`.
void add_body(const Catalog& catalog, const Operation& operation, json::object& schema) {
  BodyShape shape = body_shape(catalog, operation.body);
  json::object& properties = schema["properties"].as_object();
  for (auto& member : shape.members) {
    properties.emplace(member.key(), member.value());
  }
  properties["body"] = whole_body_schema(catalog, operation, shape);
  schema["additionalProperties"] = shape.open;
  if (!operation.body_required) {
    return;
  }
  if (!shape.has_members()) {
    schema["required"].as_array().emplace_back("body");
  } else if (!shape.required.empty()) {
    const json::array members(shape.required.begin(), shape.required.end());
    schema["anyOf"] = json::array{json::object{{"required", members}}, json::object{{"required", {"body"}}}};
  }
}

} // namespace

json::object input_schema(const Catalog& catalog,
                          const Operation& operation,
                          std::span<const std::string_view> from_connection) {
  json::object properties;
  json::array required;
  add_parameters(operation, from_connection, properties, required);
  json::object schema{{"type", "object"},
                      {"properties", std::move(properties)},
                      {"required", std::move(required)},
                      {"additionalProperties", false}};
  if (!operation.body.empty()) {
    add_body(catalog, operation, schema);
  }
  if (operation.paging != Paging::none) {
    schema["properties"].as_object().emplace("page", page_schema());
  }
  json::object definitions = referred_schemas(catalog, schema);
  if (!definitions.empty()) {
    schema["$defs"] = std::move(definitions);
  }
  if (schema["required"].as_array().empty()) {
    schema.erase("required");
  }
  return schema;
}

} // namespace callout::rest
