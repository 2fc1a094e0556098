#include "body_shape.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace callout::rest {
namespace {

namespace json = boost::json;

struct TypeName {
  std::string_view type;
  std::string_view text;
};

constexpr std::array<TypeName, 7> type_names{{{"string", "a string"},
                                              {"integer", "an integer"},
                                              {"number", "a number"},
                                              {"boolean", "true or false"},
                                              {"array", "an array"},
                                              {"object", "an object"},
                                              {"null", "null"}}};

// The value's own type; a whole number is an integer.
std::string_view type_of(const json::value& value) {
  switch (value.kind()) {
  case json::kind::null:
    return "null";
  case json::kind::bool_:
    return "boolean";
  case json::kind::string:
    return "string";
  case json::kind::array:
    return "array";
  case json::kind::object:
    return "object";
  case json::kind::double_:
    return "number";
  default:
    return "integer";
  }
}

std::string_view text_of_type(std::string_view type) {
  const auto* const known = std::find_if(
      type_names.begin(), type_names.end(), [type](const auto& row) { return row.type == type; });
  return known != type_names.end() ? known->text : type;
}

// Gathers what a schema and those it is composed of say.
class Gatherer {
public:
  explicit Gatherer(const Catalog& catalog) : catalog_(catalog) {}

  enum class Demand { all_of, one_of };

  void gather(const json::object& schema,
              Demand demand,
              int depth = 0) { // NOLINT(misc-no-recursion): depth is bounded
    constexpr int deepest = 16;
    if (depth > deepest) {
      return;
    }
    if (const json::value* const reference = schema.if_contains("$ref")) {
      gather(parse_schema(catalog_, referred_name(*reference)), demand, depth + 1);
    }
    gather_own(schema, demand);
    gather_list(schema, "allOf", demand, depth);
    gather_list(schema, "anyOf", Demand::one_of, depth);
    gather_list(schema, "oneOf", Demand::one_of, depth);
  }

  BodyShape take() { return std::move(shape_); }

private:
  void gather_own(const json::object& schema, Demand demand) {
    if (const json::value* const properties = schema.if_contains("properties")) {
      for (const auto& property : properties->as_object()) {
        shape_.members.emplace(property.key(), property.value());
      }
    }
    const json::value* const others = schema.if_contains("additionalProperties");
    shape_.open = shape_.open || (others != nullptr && (!others->is_bool() || others->get_bool()));
    const json::value* const required = schema.if_contains("required");
    if (required != nullptr && demand == Demand::all_of) {
      for (const json::value& name : required->as_array()) {
        shape_.required.emplace_back(name.as_string());
      }
    }
    if (shape_.types.empty() && demand == Demand::all_of) {
      shape_.types = types_of(schema);
    }
  }

  void gather_list(const json::object& schema,
                   std::string_view keyword,
                   Demand demand,
                   int depth) { // NOLINT(misc-no-recursion): see gather()
    const json::value* const list = schema.if_contains(keyword);
    if (list == nullptr) {
      return;
    }
    for (const json::value& entry : list->as_array()) {
      gather(entry.as_object(), demand, depth + 1);
    }
  }

  const Catalog& catalog_;
  BodyShape shape_;
};

} // namespace

BodyShape body_shape(const Catalog& catalog, std::string_view name) {
  Gatherer gatherer(catalog);
  gatherer.gather(parse_schema(catalog, name), Gatherer::Demand::all_of);
  BodyShape shape = gatherer.take();
  const bool is_object = std::find(shape.types.begin(), shape.types.end(), "object") != shape.types.end();
  shape.open = shape.open || (is_object && shape.members.empty());
  return shape;
}

json::object parse_schema(const Catalog& catalog, std::string_view name) {
  const std::string_view text = catalog.schema(name);
  return text.empty() ? json::object() : json::parse(json::string_view(text.data(), text.size())).as_object();
}

std::string_view referred_name(const json::value& reference) {
  constexpr std::string_view prefix = "#/$defs/";
  const json::string* const text = reference.if_string();
  const std::string_view name = text != nullptr ? std::string_view(*text) : std::string_view();
  return name.substr(0, prefix.size()) == prefix ? name.substr(prefix.size()) : std::string_view();
}

std::vector<std::string> types_of(const json::object& schema) {
  const json::value* const type = schema.if_contains("type");
  std::vector<std::string> types;
  if (type != nullptr && type->is_string()) {
    types.emplace_back(type->get_string());
  } else if (type != nullptr && type->is_array()) {
    for (const json::value& entry : type->get_array()) {
      types.emplace_back(entry.as_string());
    }
  }
  return types;
}

bool is_of_type(const json::value& value, const std::vector<std::string>& types) {
  const std::string_view own = type_of(value);
  return types.empty() || std::any_of(types.begin(), types.end(), [own](const std::string& type) {
           return type == own || (type == "number" && own == "integer");
         });
}

std::string describe_types(const std::vector<std::string>& types) {
  std::string text;
  for (const std::string& type : types) {
    text.append(text.empty() ? "" : " or ").append(text_of_type(type));
  }
  return text;
}

std::string_view describe_type(const json::value& value) {
  return value.is_bool() ? "a boolean" : text_of_type(type_of(value));
}

} // namespace callout::rest
