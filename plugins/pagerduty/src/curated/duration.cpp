#include "curated/duration.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>

namespace callout::pagerduty::curated {
namespace {

using std::chrono::seconds;

constexpr std::int64_t longest = std::int64_t{366} * 86400;

// 0 for a letter that is no unit.
std::int64_t seconds_of(char unit) {
  constexpr std::array<std::pair<char, std::int64_t>, 5> units{
      {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}}};
  for (const auto& [letter, length] : units) {
    if (letter == unit) {
      return length;
    }
  }
  return 0;
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

// One "90m" from the front of the text; 0 when there is none.
std::int64_t take_part(std::string_view& text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  skip_blanks(text);
  if (error != std::errc() || count < 0 || count > longest || text.empty()) {
    return 0;
  }
  const std::int64_t length = seconds_of(text.front());
  text.remove_prefix(1);
  skip_blanks(text);
  return count * length;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

std::optional<seconds> checked(std::int64_t count) {
  return count > 0 && count <= longest ? std::optional(seconds(count)) : std::nullopt;
}

} // namespace

std::optional<seconds> read_duration(const boost::json::value& given) {
  if (given.is_int64()) {
    return checked(given.get_int64());
  }
  if (!given.is_string()) {
    return std::nullopt;
  }
  std::string_view text = given.get_string();
  if (const auto count = whole_number(text)) { // as a command line gives every number
    return checked(*count);
  }
  skip_blanks(text);
  std::int64_t total = 0;
  while (!text.empty()) {
    const std::int64_t part = take_part(text);
    total += part;
    if (part == 0 || total > longest) {
      return std::nullopt;
    }
  }
  return checked(total);
}

} // namespace callout::pagerduty::curated
