#include "sandbox/timestamps.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>

namespace callout::sandbox {
namespace {

// strptime knows no fraction of a second; the sandbox counts in whole ones.
std::string without_fraction(std::string text) {
  const auto dot = text.find('.');
  if (dot != std::string::npos) {
    const auto is_digit = [](char c) {
      return c >= '0' && c <= '9';
    };
    const auto end =
        std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(dot) + 1, text.end(), is_digit);
    text.erase(text.begin() + static_cast<std::ptrdiff_t>(dot), end);
  }
  return text;
}

} // namespace

std::string to_timestamp(TimePoint moment) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

std::optional<TimePoint> parse_timestamp(std::string_view text) {
  const std::string whole = without_fraction(std::string(text));
  for (const char* form :
       {"%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d"}) {
    std::tm parts{};
    const char* end = strptime(whole.c_str(), form, &parts);
    if (end != nullptr && *end == '\0') {
      const long offset = parts.tm_gmtoff;
      return std::chrono::system_clock::from_time_t(timegm(&parts) - offset);
    }
  }
  return std::nullopt;
}

} // namespace callout::sandbox
