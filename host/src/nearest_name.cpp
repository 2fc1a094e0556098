#include "nearest_name.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace callout::host {
namespace {

char lower(char letter) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

} // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  const std::string from = lowered(left);
  const std::string to = lowered(right);
  // Rows of the distance table for the prefixes of `from` with i - 2, i - 1 and i letters.
  std::array<std::vector<std::size_t>, 3> rows;
  rows.fill(std::vector<std::size_t>(to.size() + 1));
  auto& [before, previous, current] = rows;
  for (std::size_t j = 0; j <= to.size(); ++j) {
    current[j] = j;
  }
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::swap(before, previous);
    std::swap(previous, current);
    current[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
  }
  return current[to.size()];
}

std::vector<std::string_view>
nearest_names(std::string_view given, const std::vector<std::string_view>& known, std::size_t most) {
  const std::size_t bound = std::max<std::size_t>(2, given.size() / 3);
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const std::string_view name : known) {
    const std::size_t distance = edit_distance(given, name);
    const bool contains = given.size() >= 3 && lowered(name).find(lowered(given)) != std::string::npos;
    if (distance <= bound || contains) {
      near.emplace_back(distance, name);
    }
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string_view> names;
  for (const auto& [distance, name] : near) {
    if (names.size() < most) {
      names.push_back(name);
    }
  }
  return names;
}

std::string nearest_names_hint(std::string_view given, const std::vector<std::string_view>& known) {
  std::string hint;
  for (const std::string_view name : nearest_names(given, known)) {
    hint += hint.empty() ? "did you mean \"" : " or \"";
    hint.append(name).append("\"");
  }
  return hint.empty() ? hint : hint + "?";
}

} // namespace callout::host
