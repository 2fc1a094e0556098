#include "example_input.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <callout/rest/request_builder.hpp>

#include "catalog.hpp"
#include "example_value.hpp"

namespace callout::pagerduty {
namespace {

namespace json = boost::json;

constexpr int deepest = 16;      // the deepest body has 13 levels; one refers to itself
constexpr int deepest_whole = 8; // below, only what is required
constexpr std::string_view whole_body = "body";
constexpr std::array<std::string_view, 1> from_connection{"from"};

// What an object's schema comes to, its parts put together.
struct Shape {
  std::vector<std::string> names; // in the schema's order
  std::map<std::string, const json::object*, std::less<>> properties;
  std::vector<std::string> required;
};

class ExampleMaker {
public:
  // `schema` describes the input and holds what it refers to; `body` describes what the body has to be.
  ExampleMaker(const json::object& schema, const json::object& body, Extent extent)
      : schema_(schema), body_(body), extent_(extent) {
    if (const json::value* const definitions = schema.if_contains("$defs")) {
      definitions_ = definitions->if_object();
    }
  }

  [[nodiscard]] json::object input(const rest::Operation& operation) const {
    const Shape body = shape_of(body_);
    Shape shape = shape_of(schema_);
    if (operation.body_required || extent_ == Extent::everything) {
      gather(shape, body_, 0);
    }
    std::vector<std::string> names = shape.required;
    std::vector<std::string> members; // of the body, which may be given one by one
    for (const std::string& name : shape.names) {
      if (is_parameter(operation, name)) {
        add_optional(names, name);
      } else if (body.properties.contains(name)) { // and not what Callout adds, such as `page`
        members.push_back(name);
      }
    }
    if (members.empty() && shape.properties.contains(whole_body)) {
      add_optional(names, std::string(whole_body));
    }
    add_members(names, members, operation);
    return object(shape, names, 0);
  }

private:
  static bool is_parameter(const rest::Operation& operation, std::string_view name) {
    return std::any_of(operation.parameters.begin(),
                       operation.parameters.end(),
                       [name](const rest::Parameter& parameter) { return parameter.name == name; });
  }

  void add_optional(std::vector<std::string>& names, const std::string& name) const {
    if (extent_ == Extent::everything) {
      names.push_back(name);
    }
  }

  // The body's members: all, those that are required, or some where a change requires none.
  void add_members(std::vector<std::string>& names,
                   const std::vector<std::string>& members,
                   const rest::Operation& operation) const {
    const bool has_one = std::any_of(members.begin(), members.end(), [&names](const std::string& member) {
      return std::find(names.begin(), names.end(), member) != names.end();
    });
    const bool tells = extent_ == Extent::telling && !has_one && operation.risk != rest::Risk::read;
    const std::size_t count = extent_ == Extent::everything ? members.size() : tells ? shown(members) : 0;
    names.insert(names.end(), members.begin(), members.begin() + static_cast<std::ptrdiff_t>(count));
  }

  static std::size_t shown(const std::vector<std::string>& members) {
    constexpr std::size_t most = 3;
    return std::min(members.size(), most);
  }

  // NOLINTNEXTLINE(misc-no-recursion): bounded by `deepest`
  [[nodiscard]] json::object
  object(const Shape& shape, const std::vector<std::string>& names, int depth) const {
    json::object result;
    for (const std::string& name : names) {
      const auto found = shape.properties.find(name);
      const json::object anything;
      const json::object& schema = found != shape.properties.end() ? *found->second : anything;
      const bool is_required =
          std::find(shape.required.begin(), shape.required.end(), name) != shape.required.end();
      if (is_required || !resolve(schema).contains("readOnly")) {
        result[name] = value(schema, name, depth + 1);
      }
    }
    return result;
  }

  // NOLINTNEXTLINE(misc-no-recursion): bounded by `deepest`
  [[nodiscard]] json::object members(const json::object& schema, int depth) const {
    const Shape shape = shape_of(schema);
    std::vector<std::string> names = shape.required;
    if (extent_ == Extent::everything && depth < deepest_whole) {
      names.insert(names.end(), shape.names.begin(), shape.names.end());
    } else if (extent_ == Extent::telling && shape.properties.contains("type")) {
      names.emplace_back("type"); // seldom required, always sent
    } else if (extent_ == Extent::telling && names.empty() && depth <= 1) {
      names.insert(names.end(),
                   shape.names.begin(),
                   shape.names.begin() + static_cast<std::ptrdiff_t>(shown(shape.names)));
    }
    return object(shape, names, depth);
  }

  [[nodiscard]] Shape shape_of(const json::object& schema) const {
    Shape shape;
    gather(shape, schema, 0);
    return shape;
  }

  // NOLINTNEXTLINE(misc-no-recursion): bounded by `deepest`
  void gather(Shape& shape, const json::object& schema, int depth) const {
    const json::object& target = resolve(schema);
    if (depth >= deepest) {
      return;
    }
    if (const json::value* const properties = target.if_contains("properties")) {
      for (const auto& member : properties->as_object()) {
        shape.names.emplace_back(member.key());
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
    const json::value* const reference = schema.if_contains("$ref");
    if (definitions_ == nullptr || reference == nullptr) {
      return schema;
    }
    const std::string_view target(reference->as_string());
    const json::value* const found = definitions_->if_contains(target.substr(prefix.size()));
    return found != nullptr && found->is_object() ? found->get_object() : schema;
  }

  // NOLINTNEXTLINE(misc-no-recursion): bounded by `deepest`
  [[nodiscard]] json::value value(const json::object& schema, std::string_view name, int depth) const {
    const json::object& target = resolve(schema);
    if (const json::value* const named = named_value(target)) {
      return *named;
    }
    const std::vector<const json::object*> choices = parts(target);
    const bool is_choice = !choices.empty() && !target.contains("properties") && !target.contains("allOf");
    if (is_choice && depth < deepest) {
      return value(*choices.front(), name, depth + 1);
    }
    const std::string_view type = type_of(target);
    if (type == "object") {
      return members(target, depth);
    }
    return type == "array" ? json::value(list(target, name, depth)) : plain_value(target, name);
  }

  // NOLINTNEXTLINE(misc-no-recursion): bounded by `deepest`
  [[nodiscard]] json::array list(const json::object& schema, std::string_view name, int depth) const {
    const json::value* const items = schema.if_contains("items");
    const json::value* const least = schema.if_contains("minItems");
    const std::string_view singular = name.ends_with('s') ? name.substr(0, name.size() - 1) : name;
    const json::object anything;
    const json::object& item = items != nullptr && items->is_object() ? items->get_object() : anything;
    const std::size_t count =
        least != nullptr ? std::max<std::size_t>(1, least->to_number<std::size_t>()) : 1;
    return depth < deepest ? json::array(count, value(item, singular, depth + 1)) : json::array();
  }

  const json::object& schema_;
  const json::object& body_;
  Extent extent_;
  const json::object* definitions_ = nullptr;
};

} // namespace

json::object example_input(const rest::Operation& operation, Extent extent) {
  const json::object schema = rest::input_schema(rest_catalog(), operation, from_connection);
  const std::string_view text = rest_catalog().schema(operation.body);
  const json::object body =
      text.empty() ? json::object() : json::parse(json::string_view(text.data(), text.size())).as_object();
  return ExampleMaker(schema, body, extent).input(operation);
}

} // namespace callout::pagerduty
