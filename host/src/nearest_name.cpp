#include "nearest_name.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
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

/// The part of the table of distances between all prefixes that is still needed.
class DistanceRows {
public:
  explicit DistanceRows(std::size_t width) : before_(width + 1), previous_(width + 1), current_(width + 1) {
    std::iota(current_.begin(), current_.end(), std::size_t{0});
  }

  void advance(std::size_t row) {
    std::swap(before_, previous_);
    std::swap(previous_, current_);
    current_[0] = row;
  }

  void fill(std::size_t column, bool is_same, bool is_swap) {
    const std::size_t replaced = previous_[column - 1] + (is_same ? 0 : 1);
    const std::size_t swapped = is_swap ? before_[column - 2] + 1 : replaced;
    current_[column] = std::min({previous_[column] + 1, current_[column - 1] + 1, replaced, swapped});
  }

  [[nodiscard]] std::size_t last() const { return current_.back(); }

private:
  std::vector<std::size_t> before_;
  std::vector<std::size_t> previous_;
  std::vector<std::size_t> current_;
};

} // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  const std::string from = lowered(left);
  const std::string to = lowered(right);
  DistanceRows rows(to.size());
  for (std::size_t i = 1; i <= from.size(); ++i) {
    rows.advance(i);
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const bool is_swap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      rows.fill(j, from[i - 1] == to[j - 1], is_swap);
    }
  }
  return rows.last();
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
    const bool is_new = std::find(names.begin(), names.end(), name) == names.end();
    if (is_new && names.size() < most) {
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
