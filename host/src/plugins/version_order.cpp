#include "plugins/version_order.hpp"

#include <algorithm>
#include <iterator>

#include <boost/algorithm/string/split.hpp>

namespace callout::host {
namespace {

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_identifier(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return is_digit(letter) || letter == '-' || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z');
  });
}

bool has_leading_zero(std::string_view text) {
  return is_number(text) && text.size() > 1 && text.front() == '0';
}

std::vector<std::string> split_at_dots(std::string_view text) {
  std::vector<std::string> parts;
  boost::algorithm::split(parts, text, [](char letter) { return letter == '.'; });
  return parts;
}

/// Takes what follows `mark` off the end of `text`.
std::optional<std::string_view> take_tail(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view tail = text.substr(at + 1);
  text = text.substr(0, at);
  return tail;
}

/// Numbers without leading zeros: the longer one is the greater one.
int compare_numbers(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) {
    return left.size() < right.size() ? -1 : 1;
  }
  return left.compare(right);
}

int compare_identifiers(std::string_view left, std::string_view right) {
  if (is_number(left) != is_number(right)) {
    return is_number(left) ? -1 : 1;
  }
  return is_number(left) ? compare_numbers(left, right) : left.compare(right);
}

int compare_lists(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (const int order = compare_identifiers(left[i], right[i]); order != 0) {
      return order;
    }
  }
  return left.size() == right.size() ? 0 : (left.size() < right.size() ? -1 : 1);
}

} // namespace

std::optional<Version> parse_version(std::string_view text) {
  const auto build = take_tail(text, '+');
  const auto prerelease = take_tail(text, '-');
  Version version{split_at_dots(text), {}};
  const auto is_core_part = [](const std::string& part) {
    return is_number(part) && !has_leading_zero(part);
  };
  if (version.core.size() != 3 || !std::all_of(version.core.begin(), version.core.end(), is_core_part)) {
    return std::nullopt;
  }
  if (prerelease) {
    version.prerelease = split_at_dots(*prerelease);
  }
  for (const std::string& part : version.prerelease) {
    if (!is_identifier(part) || has_leading_zero(part)) {
      return std::nullopt;
    }
  }
  const std::vector<std::string> built = build ? split_at_dots(*build) : std::vector<std::string>();
  return std::all_of(built.begin(), built.end(), is_identifier) ? std::optional(std::move(version))
                                                                : std::nullopt;
}

bool precedes(const Version& left, const Version& right) {
  if (const int order = compare_lists(left.core, right.core); order != 0) {
    return order < 0;
  }
  if (left.prerelease.empty() || right.prerelease.empty()) {
    return !left.prerelease.empty() && right.prerelease.empty();
  }
  return compare_lists(left.prerelease, right.prerelease) < 0;
}

} // namespace callout::host
