#include "duration.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace callout::host::cli {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::pair<std::string_view, milliseconds>, 4> units{{
    {"ms", milliseconds(1)},
    {"s", std::chrono::seconds(1)},
    {"m", std::chrono::minutes(1)},
    {"h", std::chrono::hours(1)},
}};

constexpr milliseconds longest = std::chrono::hours(24 * 30);

} // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  std::uint32_t count = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count == 0) {
    return std::nullopt;
  }
  const std::string_view unit = text.substr(static_cast<std::size_t>(rest - text.data()));
  for (const auto& [name, length] : units) {
    if (name == unit && count <= longest / length) {
      return length * count;
    }
  }
  return std::nullopt;
}

} // namespace callout::host::cli
