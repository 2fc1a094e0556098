#include "example_value.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include <boost/json/array.hpp>

namespace callout::pagerduty {
namespace {

namespace json = boost::json;

using Text = std::pair<std::string_view, std::string_view>;

constexpr std::array<Text, 6> by_format{{{"date", "2026-01-31"},
                                         {"time", "09:00:00"},
                                         {"uuid", "3f0e2a54-6c3b-4f4e-9d6a-0b8f3f1c2d4e"},
                                         {"date-time", "2026-01-31T12:00:00Z"},
                                         {"email", "sre@example.com"},
                                         {"uri", "https://example.com/"}}};
constexpr std::array<Text, 11> by_name{{{"id", "PABC123"},
                                        {"cidr", "192.0.2.0/24"},
                                        {"date", "2026-01-31"},
                                        {"email", "sre@example.com"},
                                        {"since", "2026-01-31T12:00:00Z"},
                                        {"until", "2026-02-01T12:00:00Z"},
                                        {"start_time_of_day", "09:00:00"},
                                        {"time_zone", "Etc/UTC"},
                                        {"timezone", "Etc/UTC"},
                                        {"src", "https://example.com/"},
                                        {"url", "https://example.com/"}}};

template <std::size_t count>
std::string_view find_text(const std::array<Text, count>& texts, std::string_view key) {
  const auto* const found =
      std::find_if(texts.begin(), texts.end(), [key](const Text& text) { return text.first == key; });
  return found != texts.end() ? found->second : std::string_view();
}

std::string_view text_of(const json::object& schema, std::string_view word) {
  const json::value* const value = schema.if_contains(word);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::int64_t number_of(const json::object& schema, std::string_view word, std::int64_t fallback) {
  const json::value* const value = schema.if_contains(word);
  return value != nullptr && value->is_int64() ? value->get_int64() : fallback;
}

std::string usual_text(const json::object& schema, std::string_view name) {
  if (const std::string_view text = find_text(by_format, text_of(schema, "format")); !text.empty()) {
    return std::string(text);
  }
  if (const std::string_view text = find_text(by_name, name); !text.empty()) {
    return std::string(text);
  }
  return name.ends_with("_id") ? "PABC123" : name.empty() ? "text" : std::string(name);
}

std::string text_value(const json::object& schema, std::string_view name) {
  std::string text = usual_text(schema, name);
  const auto shortest = static_cast<std::size_t>(number_of(schema, "minLength", 0));
  const auto longest = static_cast<std::size_t>(number_of(schema, "maxLength", INT32_MAX));
  text.resize(std::clamp(text.size(), shortest, longest), '0');
  return text;
}

std::int64_t number_value(const json::object& schema) {
  const std::int64_t above = number_of(schema, "exclusiveMinimum", 0) + 1;
  return number_of(schema, "minimum", above);
}

} // namespace

std::string_view type_of(const json::object& schema) {
  if (const json::value* const type = schema.if_contains("type")) {
    return type->is_array() ? std::string_view(type->get_array().front().as_string())
                            : std::string_view(type->as_string());
  }
  return schema.contains("properties") || schema.contains("allOf") ? "object" : "string";
}

json::value plain_value(const json::object& schema, std::string_view name) {
  const std::string_view type = type_of(schema);
  if (type == "integer" || type == "number") {
    return number_value(schema);
  }
  return type == "boolean" ? json::value(true) : json::value(json::string(text_value(schema, name)));
}

const json::value* named_value(const json::object& schema) {
  if (const json::value* const constant = schema.if_contains("const")) {
    return constant;
  }
  for (const std::string_view word : {"enum", "examples"}) {
    const json::value* const values = schema.if_contains(word);
    if (values != nullptr && !values->as_array().empty()) {
      return &values->get_array().front();
    }
  }
  return schema.if_contains("default");
}

} // namespace callout::pagerduty
