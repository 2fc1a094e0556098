#include "schema_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <boost/algorithm/string/predicate.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/header_rules.hpp>
#include <callout/rest/nearest_name.hpp>

#include "body_shape.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_value = 80;

bool starts_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// At most `longest_value` characters.
std::string shortened(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts_character(text[i]) && ++count > longest_value) {
      return std::string(text.substr(0, i)) + "...";
    }
  }
  return std::string(text);
}

// Boost.JSON would write 0.1 as 1E-1.
std::string number_text(const json::value& number) {
  if (!number.is_double()) {
    return json::serialize(number);
  }
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.get_double());
  return {buffer.data(), result.ptr};
}

const json::array* list_of(const json::object& schema, std::string_view keyword) {
  const json::value* const list = schema.if_contains(keyword);
  return list != nullptr && list->is_array() ? &list->get_array() : nullptr;
}

// The members that tell an object from others: those that must be there, else the first that it knows.
json::array telling_members(const json::object& schema) {
  constexpr std::size_t few = 4;
  if (const json::array* const required = list_of(schema, "required")) {
    return *required;
  }
  json::array names;
  const json::value* const properties = schema.if_contains("properties");
  if (properties == nullptr || !properties->is_object()) {
    return names;
  }
  for (const auto& member : properties->get_object()) {
    if (names.size() < few) {
      names.emplace_back(member.key());
    }
  }
  return names;
}

// In an error any key is better not shown ("runbook_api_key").
bool may_hold_secret(std::string_view pointer) {
  return speaks_of_secret(pointer) || boost::algorithm::icontains(pointer, "key", std::locale::classic());
}

// "; did you mean `high`?", or nothing.
std::string suggestion(const json::value& value, const json::array& allowed) {
  std::vector<std::string_view> names;
  for (const json::value& entry : allowed) {
    if (entry.is_string()) {
      names.emplace_back(entry.get_string());
    }
  }
  const json::string* const given = value.if_string();
  if (given == nullptr || names.size() < 2) {
    return {};
  }
  const std::string_view nearest = nearest_name(std::string_view(*given), names);
  return nearest.empty() ? std::string() : "; did you mean `" + std::string(nearest) + "`?";
}

} // namespace

std::string shown(const json::value& value, std::string_view pointer) {
  return may_hold_secret(pointer) ? "this value" : quoted(value);
}

std::string refuse_choice(const json::value& value, std::string_view pointer, const json::array& allowed) {
  const bool is_secret = may_hold_secret(pointer);
  return "cannot be " + shown(value, pointer) + (allowed.size() == 1 ? "; allowed is " : "; allowed are ") +
         name_list(allowed) + (is_secret ? std::string() : suggestion(value, allowed));
}

std::string quoted(const json::value& value) {
  const std::string text = value.is_string()   ? std::string(value.get_string())
                           : value.is_number() ? number_text(value)
                                               : json::serialize(value);
  return "`" + shortened(text) + "`";
}

std::string name_list(const json::array& names, std::size_t most) {
  std::string text;
  const std::size_t shown = std::min(names.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == names.size();
    text.append(i == 0 ? "" : last ? " and " : ", ").append(quoted(names[i]));
  }
  return shown < names.size() ? text + " and " + std::to_string(names.size() - shown) + " more" : text;
}

std::string describe_range(const json::object& schema) {
  const json::value* const least = schema.if_contains("minimum");
  const json::value* const most = schema.if_contains("maximum");
  if (least != nullptr && most != nullptr) {
    return "between " + number_text(*least) + " and " + number_text(*most);
  }

  struct Bound {
    std::string_view keyword;
    std::string_view words;
  };

  constexpr std::array<Bound, 4> bounds{{{"minimum", "at least "},
                                         {"maximum", "at most "},
                                         {"exclusiveMinimum", "more than "},
                                         {"exclusiveMaximum", "less than "}}};
  std::string text;
  for (const Bound& bound : bounds) {
    if (const json::value* const limit = schema.if_contains(bound.keyword)) {
      text.append(text.empty() ? "" : " and ").append(bound.words).append(number_text(*limit));
    }
  }
  return text;
}

namespace {

// "a string, or an object with `id`"; each kind once.
// NOLINTNEXTLINE(misc-no-recursion): schemas are finite
std::string describe_each(const json::array& schemas) {
  constexpr std::size_t longest = 400;
  std::vector<std::string> texts;
  std::string list;
  for (const json::value& schema : schemas) {
    std::string text = schema.is_object() ? describe_schema(schema.get_object()) : std::string();
    if (text.empty() || std::find(texts.begin(), texts.end(), text) != texts.end()) {
      continue;
    }
    if (list.size() + text.size() > longest) {
      return list + ", or others";
    }
    list.append(list.empty() ? "" : ", or ").append(text);
    texts.push_back(std::move(text));
  }
  return list;
}

} // namespace

// NOLINTNEXTLINE(misc-no-recursion): schemas are finite
std::string describe_schema(const json::object& schema) {
  if (const json::array* const alternatives = list_of(schema, "anyOf")) {
    return describe_each(*alternatives);
  }
  if (const json::array* const alternatives = list_of(schema, "oneOf")) {
    return describe_each(*alternatives);
  }
  if (const json::array* const allowed = list_of(schema, "enum")) {
    return (allowed->size() == 1 ? "" : "one of ") + name_list(*allowed);
  }
  const std::vector<std::string> types = types_of(schema);
  std::string text = describe_types(types);
  if (const std::string range = describe_range(schema); !range.empty()) {
    text.append(text.empty() ? "" : " ").append(range);
  }
  const json::array members = types.size() > 1 ? json::array() : telling_members(schema);
  if (!members.empty()) {
    text.append(text.empty() ? "an object" : "").append(" with ").append(name_list(members));
  }
  return text;
}

std::string pointer_to(std::string_view pointer, std::string_view name) {
  std::string result(pointer);
  result += '/';
  for (const char letter : name) {
    result += letter == '~' ? "~0" : letter == '/' ? "~1" : std::string(1, letter);
  }
  return result;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

} // namespace callout::rest
