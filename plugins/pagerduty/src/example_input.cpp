#include "example_input.hpp"

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

namespace callout::pagerduty {
namespace {

namespace json = boost::json;

constexpr int deepest = 16; // the deepest body has 13 levels; one refers to itself

std::string_view text_of(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::string text_for(std::string_view name, std::string_view format) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> by_format{
      {{"date-time", "2026-01-31T12:00:00Z"},
       {"date", "2026-01-31"},
       {"time", "12:00:00"},
       {"email", "sre@example.com"},
       {"uri", "https://example.com/"},
       {"url", "https://example.com/"},
       {"uuid", "3f0e2a54-6c3b-4f4e-9d6a-0b8f3f1c2d4e"}}};
  for (const auto& [known, text] : by_format) {
    if (format == known) {
      return std::string(text);
    }
  }
  const bool is_id = name == "id" || (name.size() > 3 && name.substr(name.size() - 3) == "_id");
  return is_id ? "PABC123" : name.empty() ? "text" : std::string(name);
}

class ExampleMaker {
public:
  explicit ExampleMaker(const json::object& whole) {
    if (const json::value* const definitions = whole.if_contains("$defs")) {
      definitions_ = definitions->if_object();
    }
  }

  // NOLINTNEXTLINE(misc-no-recursion): bounded by `deepest`
  [[nodiscard]] json::object members(const json::object& schema, int depth) const {
    Shape shape;
    gather(shape, schema, depth);
    json::object result;
    for (const std::string& name : shape.required) {
      const auto found = shape.properties.find(name);
      const json::object anything;
      result[name] = value(found != shape.properties.end() ? *found->second : anything, name, depth + 1);
    }
    return result;
  }

private:
  // What an object's schema comes to, its parts put together.
  struct Shape {
    std::map<std::string, const json::object*, std::less<>> properties;
    std::vector<std::string> required;
  };

  // NOLINTNEXTLINE(misc-no-recursion): bounded by `deepest`
  void gather(Shape& shape, const json::object& schema, int depth) const {
    const json::object& target = resolve(schema);
    if (depth >= deepest) {
      return;
    }
    if (const json::value* const properties = target.if_contains("properties")) {
      for (const auto& member : properties->as_object()) {
        shape.properties[member.key()] = member.value().if_object();
      }
    }
    if (const json::value* const required = target.if_contains("required")) {
      for (const json::value& name : required->as_array()) {
        shape.required.emplace_back(name.as_string());
      }
    }
    for (const json::object* const part : parts(target)) {
      gather(shape, *part, depth + 1);
    }
  }

  // Every part of allOf, and the first choice of anyOf and oneOf.
  static std::vector<const json::object*> parts(const json::object& schema) {
    std::vector<const json::object*> result;
    for (const std::string_view word : {"allOf", "anyOf", "oneOf"}) {
      const json::value* const list = schema.if_contains(word);
      const std::size_t count = list == nullptr ? 0 : word == "allOf" ? list->as_array().size() : 1;
      for (std::size_t i = 0; i < count; ++i) {
        result.push_back(&list->as_array().at(i).as_object());
      }
    }
    return result;
  }

  [[nodiscard]] const json::object& resolve(const json::object& schema) const {
    constexpr std::string_view prefix = "#/$defs/";
    const std::string_view reference = text_of(schema, "$ref");
    if (definitions_ == nullptr || reference.substr(0, prefix.size()) != prefix) {
      return schema;
    }
    const json::value* const found = definitions_->if_contains(reference.substr(prefix.size()));
    return found != nullptr && found->is_object() ? found->get_object() : schema;
  }

  // NOLINTNEXTLINE(misc-no-recursion): bounded by `deepest`
  [[nodiscard]] json::value value(const json::object& schema, std::string_view name, int depth) const {
    const json::object& target = resolve(schema);
    if (const json::value* const constant = target.if_contains("const")) {
      return *constant;
    }
    if (const json::value* const values = target.if_contains("enum")) {
      return values->as_array().front();
    }
    const std::vector<const json::object*> choices = parts(target);
    const bool is_choice = !choices.empty() && !target.contains("properties") && !target.contains("allOf");
    if (is_choice && depth < deepest) {
      return value(*choices.front(), name, depth + 1);
    }
    return value_of_type(target, name, depth);
  }

  // NOLINTNEXTLINE(misc-no-recursion): bounded by `deepest`
  [[nodiscard]] json::value
  value_of_type(const json::object& schema, std::string_view name, int depth) const {
    const std::string_view type = type_of(schema);
    if (type == "object") {
      return members(schema, depth);
    }
    if (type == "array") {
      return list(schema, name, depth);
    }
    if (type == "integer" || type == "number") {
      const json::value* const least = schema.if_contains("minimum");
      return least != nullptr ? *least : json::value(1);
    }
    if (type == "boolean") {
      return true;
    }
    return json::string(text_for(name, text_of(schema, "format")));
  }

  // NOLINTNEXTLINE(misc-no-recursion): bounded by `deepest`
  [[nodiscard]] json::array list(const json::object& schema, std::string_view name, int depth) const {
    const json::value* const items = schema.if_contains("items");
    const std::string_view singular = name.ends_with('s') ? name.substr(0, name.size() - 1) : name;
    const json::object anything;
    const json::object& item = items != nullptr && items->is_object() ? items->get_object() : anything;
    return depth < deepest ? json::array{value(item, singular, depth + 1)} : json::array();
  }

  static std::string_view type_of(const json::object& schema) {
    const json::value* const type = schema.if_contains("type");
    if (type != nullptr) {
      return type->is_array() ? std::string_view(type->get_array().front().as_string())
                              : std::string_view(type->as_string());
    }
    return schema.contains("properties") || schema.contains("allOf") ? "object" : "string";
  }

  const json::object* definitions_ = nullptr;
};

} // namespace

json::object example_input(const json::object& schema) {
  return ExampleMaker(schema).members(schema, 0);
}

} // namespace callout::pagerduty
