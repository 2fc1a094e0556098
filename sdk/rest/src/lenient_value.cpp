#include "lenient_value.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "body_shape.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

template <class Number>
std::optional<json::value> read_number(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc() && result.ptr == end ? std::optional<json::value>(number) : std::nullopt;
}

std::optional<json::value> read_text(std::string_view text, std::string_view type) {
  if (type == "integer") {
    return read_number<std::int64_t>(text);
  }
  if (type == "number") {
    return read_number<double>(text);
  }
  const bool is_truth = text == "true" || text == "false";
  return type == "boolean" && is_truth ? std::optional<json::value>(text == "true") : std::nullopt;
}

std::optional<json::value> read_as(const json::value& value, std::string_view type) {
  if (const json::string* const text = value.if_string()) {
    return read_text(*text, type);
  }
  const bool is_whole = value.is_int64() || value.is_uint64();
  return is_whole && type == "string" ? std::optional<json::value>(json::serialize(value)) : std::nullopt;
}

json::value read_one(const json::value& value, const json::object& schema) {
  const std::vector<std::string> types = types_of(schema);
  if (is_of_type(value, types)) {
    return value;
  }
  for (const std::string& type : types) {
    if (auto read = read_as(value, type)) {
      return std::move(*read);
    }
  }
  return value;
}

} // namespace

json::value read_leniently(const json::value& value, const json::object& schema) {
  const json::value* const items = schema.if_contains("items");
  if (items == nullptr || !items->is_object()) {
    return read_one(value, schema);
  }
  const json::array* const list = value.if_array();
  if (list == nullptr) {
    return read_one(value, items->get_object());
  }
  json::array read;
  for (const json::value& item : *list) {
    read.push_back(read_one(item, items->get_object()));
  }
  return read;
}

} // namespace callout::rest
