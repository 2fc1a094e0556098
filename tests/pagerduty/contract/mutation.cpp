#include "mutation.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <callout/rest/header_rules.hpp>
#include <callout/rest/request_builder.hpp>

#include "catalog.hpp"

namespace callout::pagerduty::test {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 1> from_connection{"from"};

// The type that JSON Schema gives a value; a whole number is both.
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

// What the schemas that apply to one place say together.
struct Place {
  std::set<std::string> types; // of all alternatives; empty: any
  std::set<std::string> required;
  std::vector<const json::object*> schemas; // those whose properties and items count
  bool is_listed = false;                   // takes only the words of a list
  bool is_open = false;                     // an alternative takes anything
};

class Breaker {
public:
  /// `parameters`: the names of those members of the input that are parameters.
  Breaker(const json::object& schema, const json::object& input, std::set<std::string> parameters)
      : schema_(schema), input_(input), parameters_(std::move(parameters)) {}

  std::vector<Mutation> run() {
    visit({&schema_}, "", input_);
    return std::move(mutations_);
  }

private:
  using Schemas = std::vector<const json::object*>;

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the input
  void visit(const Schemas& schemas, const std::string& pointer, const json::value& value) {
    Place place;
    for (const json::object* const schema : schemas) {
      add(place, *schema);
    }
    if (!pointer.empty()) {
      break_value(place, pointer);
    }
    if (const json::object* const object = value.if_object()) {
      visit_members(place, pointer, *object);
    } else if (const json::array* const array = value.if_array(); array != nullptr && !array->empty()) {
      visit(below(place, "items", ""), pointer + "/0", array->front());
    }
  }

  // NOLINTNEXTLINE(misc-no-recursion): see visit()
  void visit_members(const Place& place, const std::string& pointer, const json::object& object) {
    for (const std::string& name : place.required) {
      const std::string at = pointer + rest::json_pointer({name});
      if (object.contains(name)) {
        json::value whole = input_;
        json::object& parent = (pointer.empty() ? whole : whole.at_pointer(pointer)).as_object();
        parent.erase(name);
        mutations_.push_back({"required member removed", at, std::move(whole.as_object())});
      }
    }
    for (const auto& member : object) {
      const Schemas schemas = below(place, "properties", member.key());
      visit(schemas, pointer + rest::json_pointer({member.key()}), member.value());
    }
  }

  // NOLINTNEXTLINE(misc-no-recursion): the parts of one place; a schema that is its own part would be no
  // schema
  void add(Place& place, const json::object& schema) {
    const json::object& target = resolve(schema);
    add_words(place, target);
    place.schemas.push_back(&target);
    if (const json::value* const parts = target.if_contains("allOf")) {
      for (const json::value& one : parts->as_array()) {
        add(place, one.as_object());
      }
    }
    const json::value* const alternatives = target.if_contains("anyOf");
    if (alternatives == nullptr) {
      return;
    }
    add(place, alternatives->as_array().front().as_object()); // which the input is made by
    for (const json::value& one : alternatives->as_array()) {
      add_types(place, one.as_object());
    }
  }

  static void add_words(Place& place, const json::object& schema) {
    if (const json::value* const required = schema.if_contains("required")) {
      for (const json::value& name : required->as_array()) {
        place.required.emplace(name.as_string());
      }
    }
    place.is_listed = place.is_listed || schema.contains("enum");
    const json::value* const type = schema.if_contains("type");
    if (type != nullptr && type->is_string()) {
      place.types.emplace(type->get_string());
    } else if (type != nullptr) {
      for (const json::value& one : type->as_array()) {
        place.types.emplace(one.as_string());
      }
    }
  }

  // NOLINTNEXTLINE(misc-no-recursion): see add()
  void add_types(Place& place, const json::object& schema) {
    const json::object& target = resolve(schema);
    if (const json::value* const alternatives = target.if_contains("anyOf")) {
      for (const json::value& one : alternatives->as_array()) {
        add_types(place, one.as_object());
      }
      return;
    }
    Place own;
    add_words(own, target);
    place.types.insert(own.types.begin(), own.types.end());
    place.is_open = place.is_open || own.types.empty();
    place.is_listed = place.is_listed && own.is_listed;
  }

  static Schemas below(const Place& place, std::string_view word, std::string_view name) {
    Schemas found;
    for (const json::object* const schema : place.schemas) {
      const json::value* const value = schema->if_contains(word);
      const json::value* const child =
          value != nullptr && !name.empty() ? value->as_object().if_contains(name) : value;
      if (child != nullptr && child->is_object()) {
        found.push_back(&child->get_object());
      }
    }
    return found;
  }

  void break_value(const Place& place, const std::string& pointer) {
    if (place.types.empty() || place.is_open) {
      return;
    }
    const std::array<json::value, 4> others{"no-such-value", 4711, json::object{{"no", "sense"}}, true};
    const auto* const other = std::find_if(
        others.begin(), others.end(), [&](const json::value& one) { return !takes(place, one, pointer); });
    if (other != others.end()) {
      replace("type broken", pointer, *other);
    }
    if (place.is_listed) {
      replace("enum broken", pointer, others.front());
    }
  }

  // Parameters travel as text: a number does for a string there, and one value for a list.
  [[nodiscard]] bool takes(const Place& place, const json::value& value, const std::string& pointer) const {
    const auto has = [&place](std::string_view type) {
      return place.types.contains(std::string(type));
    };
    const bool is_parameter = parameters_.contains(pointer.substr(1, pointer.find('/', 1) - 1));
    if (is_parameter && !value.is_object()) {
      return has("string") || has("array") || !value.is_string();
    }
    const std::string_view type = type_of(value);
    return has(type) || (type == "integer" && has("number"));
  }

  void replace(std::string kind, const std::string& pointer, const json::value& value) {
    json::value whole = input_;
    whole.at_pointer(pointer) = value;
    mutations_.push_back({std::move(kind), pointer, std::move(whole.as_object())});
  }

  [[nodiscard]] const json::object& resolve(const json::object& schema) const {
    constexpr std::string_view prefix = "#/$defs/";
    const json::value* const reference = schema.if_contains("$ref");
    if (reference == nullptr) {
      return schema;
    }
    const std::string name(std::string_view(reference->as_string()).substr(prefix.size()));
    return schema_.at("$defs").at(name).as_object();
  }

  const json::object& schema_;
  const json::object& input_;
  std::set<std::string> parameters_;
  std::vector<Mutation> mutations_;
};

} // namespace

std::vector<Mutation> mutations_of(const rest::Operation& operation, const json::object& input) {
  std::set<std::string> parameters;
  for (const rest::Parameter& parameter : operation.parameters) {
    parameters.emplace(parameter.name);
  }
  const json::object schema = rest::input_schema(rest_catalog(), operation, from_connection);
  return Breaker(schema, input, std::move(parameters)).run();
}

std::vector<Mutation> mutations_of(const json::object& schema, const json::object& input) {
  return Breaker(schema, input, {}).run();
}

} // namespace callout::pagerduty::test
