#include "schema_limit.hpp"

#include <limits>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/regex.hpp>

#include "schema_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

double bound_of(const json::object& schema, std::string_view keyword, double otherwise) {
  const json::value* const bound = schema.if_contains(keyword);
  return bound != nullptr && bound->is_number() ? bound->to_number<double>() : otherwise;
}

bool is_in_range(const json::object& schema, double number) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return number >= bound_of(schema, "minimum", -infinity) &&
         number <= bound_of(schema, "maximum", infinity) &&
         number > bound_of(schema, "exclusiveMinimum", -infinity) &&
         number < bound_of(schema, "exclusiveMaximum", infinity);
}

// A size with its keywords.
struct Size {
  std::size_t count;
  std::string_view least;
  std::string_view most;
  std::string_view unit;
};

std::string counted(std::size_t count, std::string_view unit) {
  return std::to_string(count) + " " + std::string(unit) + (count == 1 ? "" : "s");
}

void check_size(const json::object& schema, const Size& size, std::vector<std::string>& faults) {
  const auto limit = [&schema](std::string_view keyword, std::size_t otherwise) {
    const json::value* const bound = schema.if_contains(keyword);
    const bool is_size = bound != nullptr && bound->is_int64() && bound->get_int64() >= 0;
    return is_size ? static_cast<std::size_t>(bound->get_int64()) : otherwise;
  };
  const std::size_t least = limit(size.least, 0);
  const std::size_t most = limit(size.most, std::numeric_limits<std::size_t>::max());
  if (size.count < least) {
    faults.push_back("has " + counted(size.count, size.unit) + "; it must have at least " +
                     counted(least, size.unit));
  }
  if (size.count > most) {
    faults.push_back("has " + counted(size.count, size.unit) + "; at most " + counted(most, size.unit) +
                     " may be sent");
  }
}

// What cannot be told is left to the service.
bool matches(const json::string& text, const json::string& pattern) {
  constexpr std::size_t longest_checked = 4096; // bytes
  if (text.size() > longest_checked) {
    return true;
  }
  try {
    return boost::regex_search(text.begin(), text.end(), boost::regex(pattern.begin(), pattern.end()));
  } catch (const std::runtime_error&) { // too complex, or not of this dialect
    return true;
  }
}

void check_pattern(const json::object& schema,
                   const json::value& text,
                   std::string_view pointer,
                   std::vector<std::string>& faults) {
  const json::value* const pattern = schema.if_contains("pattern");
  if (pattern != nullptr && pattern->is_string() && !matches(text.get_string(), pattern->get_string())) {
    faults.push_back("cannot be " + shown(text, pointer) + "; it must match the pattern " + quoted(*pattern));
  }
}

} // namespace

std::vector<std::string>
limit_faults(const json::object& schema, const json::value& value, std::string_view pointer) {
  std::vector<std::string> faults;
  if (value.is_number() && !is_in_range(schema, value.to_number<double>())) {
    faults.push_back("must be " + describe_range(schema) + ", not " + shown(value, pointer));
  }
  if (const json::string* const text = value.if_string()) {
    check_size(schema, {count_characters(*text), "minLength", "maxLength", "character"}, faults);
    check_pattern(schema, value, pointer, faults);
  }
  if (const json::array* const list = value.if_array()) {
    check_size(schema, {list->size(), "minItems", "maxItems", "item"}, faults);
  }
  return faults;
}

} // namespace callout::rest
