#include "parameter_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <callout/rest/nearest_name.hpp>

#include "body_shape.hpp"
#include "schema_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

// Shortest digits that read back as the same number; Boost.JSON would write 0.1 as 1E-1.
template <class Number>
std::string digits(Number number) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), result.ptr};
}

std::optional<std::string> scalar_text(const json::value& value) {
  switch (value.kind()) {
  case json::kind::string:
    return std::string(value.get_string());
  case json::kind::bool_:
    return value.get_bool() ? "true" : "false";
  case json::kind::int64:
    return digits(value.get_int64());
  case json::kind::uint64:
    return digits(value.get_uint64());
  case json::kind::double_:
    return digits(value.get_double());
  default:
    return std::nullopt;
  }
}

template <class Number>
bool reads_as(std::string_view text) {
  Number number{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

bool text_fits(std::string_view text, std::string_view type) {
  if (type == "integer") {
    return reads_as<std::int64_t>(text);
  }
  if (type == "number") {
    return reads_as<double>(text);
  }
  return type == "boolean" && (text == "true" || text == "false");
}

bool fits(const json::value& value, const std::vector<std::string>& types) {
  if (is_of_type(value, types)) {
    return true;
  }
  return std::any_of(types.begin(), types.end(), [&value](const std::string& type) {
    const bool whole_number = value.is_int64() || value.is_uint64();
    return value.is_string() ? text_fits(value.get_string(), type) : whole_number && type == "string";
  });
}

// What is wrong with a text by the schema's enum; empty when nothing is. `parameter` is its name.
std::string enum_fault(std::string_view text, const json::object& schema, std::string_view parameter) {
  const json::value* const allowed = schema.if_contains("enum");
  if (allowed == nullptr) {
    return {};
  }
  std::vector<std::string> names;
  for (const json::value& entry : allowed->as_array()) {
    if (auto name = scalar_text(entry)) {
      names.push_back(std::move(*name));
    }
  }
  if (std::find(names.begin(), names.end(), text) != names.end()) {
    return {};
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  std::string fault = "cannot be " + shown(json::value(text), parameter) + "; allowed are ";
  for (const std::string_view name : views) {
    fault.append(name.data() == views.front().data() ? "`" : ", `").append(name).append("`");
  }
  const std::string_view nearest = nearest_name(text, views);
  return nearest.empty() ? fault : fault + "; did you mean `" + std::string(nearest) + "`?";
}

// `pointer` is relative to the parameter `name`.
std::variant<std::string, ValueFault> one_text(const json::value& value,
                                               const json::object& schema,
                                               const std::string& pointer,
                                               std::string_view name) {
  const std::vector<std::string> types = types_of(schema);
  auto text = scalar_text(value);
  if (!text || !fits(value, types)) {
    const std::string wanted = types.empty() ? "a string, a number, true or false" : describe_types(types);
    return ValueFault{pointer, "must be " + wanted + ", not " + std::string(describe_type(value))};
  }
  if (std::string fault = enum_fault(*text, schema, name); !fault.empty()) {
    return ValueFault{pointer, std::move(fault)};
  }
  return std::move(*text);
}

// The schema of one entry of a list.
json::object entry_schema(const json::object& schema) {
  const json::value* const items = schema.if_contains("items");
  return items != nullptr && items->is_object() ? items->get_object() : json::object();
}

std::variant<std::vector<std::string>, ValueFault>
list_texts(const json::value& value, const json::object& schema, std::string_view name) {
  const json::object of_entry = entry_schema(schema);
  const json::array* const list = value.if_array();
  const std::size_t count = list != nullptr ? list->size() : 1;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string pointer = list != nullptr ? "/" + std::to_string(i) : "";
    auto text = one_text(list != nullptr ? (*list)[i] : value, of_entry, pointer, name);
    if (auto* const fault = std::get_if<ValueFault>(&text)) {
      return std::move(*fault);
    }
    texts.push_back(std::get<std::string>(std::move(text)));
  }
  return texts;
}

} // namespace

std::variant<std::vector<std::string>, ValueFault> parameter_texts(const Parameter& parameter,
                                                                   const json::value& value) {
  json::object schema;
  if (!parameter.schema.empty()) {
    schema = json::parse(json::string_view(parameter.schema.data(), parameter.schema.size())).as_object();
  }
  if (parameter.list != ListStyle::none) {
    return list_texts(value, schema, parameter.name);
  }
  auto text = one_text(value, schema, {}, parameter.name);
  if (auto* const fault = std::get_if<ValueFault>(&text)) {
    return std::move(*fault);
  }
  return std::vector<std::string>{std::get<std::string>(std::move(text))};
}

} // namespace callout::rest
