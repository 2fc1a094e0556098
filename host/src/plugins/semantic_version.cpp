#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "plugin_registry.hpp"

namespace callout::host {
namespace {

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    parts.push_back(text.substr(0, dot));
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return parts;
}

/// -1, 0 or 1. Numbers compare as numbers and come before words.
int compare(std::string_view left, std::string_view right) {
  unsigned long a = 0;
  unsigned long b = 0;
  const bool left_is_number =
      std::from_chars(left.data(), left.data() + left.size(), a).ptr == left.data() + left.size();
  const bool right_is_number =
      std::from_chars(right.data(), right.data() + right.size(), b).ptr == right.data() + right.size();
  if (left_is_number && right_is_number) {
    return a < b ? -1 : static_cast<int>(a > b);
  }
  if (left_is_number != right_is_number) {
    return left_is_number ? -1 : 1;
  }
  return std::clamp(left.compare(right), -1, 1);
}

bool is_less(const std::vector<std::string_view>& left, const std::vector<std::string_view>& right) {
  return std::lexicographical_compare(
      left.begin(), left.end(), right.begin(), right.end(), [](auto a, auto b) { return compare(a, b) < 0; });
}

} // namespace

bool is_older(std::string_view left, std::string_view right) {
  left = left.substr(0, left.find('+'));
  right = right.substr(0, right.find('+'));
  const auto left_numbers = split(left.substr(0, left.find('-')));
  const auto right_numbers = split(right.substr(0, right.find('-')));
  if (is_less(left_numbers, right_numbers) || is_less(right_numbers, left_numbers)) {
    return is_less(left_numbers, right_numbers);
  }
  const bool left_is_release = left.find('-') == std::string_view::npos;
  const bool right_is_release = right.find('-') == std::string_view::npos;
  if (left_is_release || right_is_release) {
    return right_is_release && !left_is_release;
  }
  return is_less(split(left.substr(left.find('-') + 1)), split(right.substr(right.find('-') + 1)));
}

} // namespace callout::host
