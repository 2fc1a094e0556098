#include "schema.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <boost/json/serialize.hpp>

namespace callout::host::cli {
namespace {

using boost::json::value;

// Schemas may refer to themselves: how deep anything here looks.
constexpr int deepest = 8;

constexpr std::array<std::pair<std::string_view, SchemaType>, 7> type_names{{
    {"string", type_string},
    {"integer", type_integer},
    {"number", type_number},
    {"boolean", type_boolean},
    {"array", type_array},
    {"object", type_object},
    {"null", type_null},
}};

std::uint8_t type_named(const value& name) {
  for (const auto& [text, type] : type_names) {
    if (name.is_string() && name.get_string() == boost::json::string_view(text)) {
      return type;
    }
  }
  return 0;
}

std::uint8_t type_of(const value& example) {
  switch (example.kind()) {
  case boost::json::kind::string:
    return type_string;
  case boost::json::kind::int64:
  case boost::json::kind::uint64:
    return type_integer;
  case boost::json::kind::double_:
    return type_number;
  case boost::json::kind::bool_:
    return type_boolean;
  case boost::json::kind::array:
    return type_array;
  case boost::json::kind::object:
    return type_object;
  default:
    return type_null;
  }
}

/// The elements of an array, or none when it is no array.
const boost::json::array& elements(const value* list) {
  static const boost::json::array none;
  return list != nullptr && list->is_array() ? list->get_array() : none;
}

std::uint8_t united(const value& list, std::uint8_t (*type)(const value&)) {
  unsigned types = 0;
  for (const value& element : elements(&list)) {
    types |= type(element);
  }
  return static_cast<std::uint8_t>(types);
}

const value* resolve(const value& root, const value* node) {
  for (int hops = 0; hops < deepest && node != nullptr && node->is_object(); ++hops) {
    const value* const reference = node->get_object().if_contains("$ref");
    if (reference == nullptr || !reference->is_string() || !reference->get_string().starts_with('#')) {
      break;
    }
    boost::json::error_code error;
    node = root.find_pointer(reference->get_string().subview(1), error);
  }
  return node;
}

std::string joined(const boost::json::array& values) {
  std::string text;
  for (const value& element : values) {
    text += text.empty() ? "" : " | ";
    text += element.is_string() ? std::string(element.get_string()) : boost::json::serialize(element);
  }
  return text;
}

} // namespace

Schema::Schema(const value& root) : Schema(root, &root) {}

Schema::Schema(const value& root, const value* node) : root_(&root), node_(resolve(root, node)) {}

const value* Schema::keyword(std::string_view name) const {
  return node_ != nullptr && node_->is_object() ? node_->get_object().if_contains(name) : nullptr;
}

std::uint8_t Schema::types() const {
  return types(0);
}

std::uint8_t Schema::types(int depth) const {
  if (const value* const type = keyword("type")) {
    return type->is_array() ? united(*type, type_named) : type_named(*type);
  }
  if (const value* const constant = keyword("const")) {
    return type_of(*constant);
  }
  if (const value* const list = keyword("enum")) {
    return united(*list, type_of);
  }
  unsigned types = keyword("properties") != nullptr ? unsigned{type_object} : 0U;
  types |= keyword("items") != nullptr ? unsigned{type_array} : 0U;
  for (const Schema& part : depth < deepest ? parts() : std::vector<Schema>()) {
    types |= part.types(depth + 1);
  }
  return static_cast<std::uint8_t>(types);
}

std::vector<Schema> Schema::parts() const {
  std::vector<Schema> parts;
  for (const std::string_view combination : {"allOf", "anyOf", "oneOf"}) {
    const boost::json::array& list = elements(keyword(combination));
    std::transform(
        list.begin(), list.end(), std::back_inserter(parts), [this](const value& part) { return at(&part); });
  }
  return parts;
}

const value* Schema::property(std::string_view name, int depth) const {
  const value* const properties = keyword("properties");
  if (properties != nullptr && properties->is_object() && properties->get_object().contains(name)) {
    return properties->get_object().if_contains(name);
  }
  const value* found = nullptr;
  for (const Schema& part : depth < deepest ? parts() : std::vector<Schema>()) {
    found = found != nullptr ? found : part.property(name, depth + 1);
  }
  return found;
}

bool Schema::has_member(std::string_view name) const {
  return property(name, 0) != nullptr;
}

Schema Schema::member(std::string_view name) const {
  const value* const found = property(name, 0);
  return at(found != nullptr ? found : keyword("additionalProperties"));
}

Schema Schema::items() const {
  const value* items = keyword("items");
  for (const Schema& part : parts()) {
    items = items != nullptr ? items : part.keyword("items");
  }
  return at(items);
}

std::string Schema::type_text() const {
  return type_text(0);
}

std::string Schema::type_text(int depth) const {
  if (const value* const list = keyword("enum"); list != nullptr && list->is_array()) {
    return joined(list->get_array());
  }
  const std::uint8_t types = this->types();
  std::string text;
  for (const auto& [name, type] : type_names) {
    if ((types & type) != 0) {
      text += text.empty() ? "" : " or ";
      text += name;
    }
  }
  const Schema element = items();
  if ((types & type_array) != 0 && element.types() != 0 && depth < 2) {
    text += " of " + element.type_text(depth + 1);
  }
  return text.empty() ? "any" : text;
}

std::string Schema::description() const {
  for (const std::string_view name : {"description", "title"}) {
    const value* const text = keyword(name);
    if (text != nullptr && text->is_string() && !text->get_string().empty()) {
      return std::string(text->get_string());
    }
  }
  return {};
}

} // namespace callout::host::cli
