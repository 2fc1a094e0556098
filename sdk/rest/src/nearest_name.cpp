#include <algorithm>
#include <numeric>
#include <vector>

#include <callout/rest/nearest_name.hpp>

#include "error_text.hpp"

namespace callout::rest {
namespace {

constexpr std::size_t longest_name = 128; // bytes; beyond it nobody mistyped

char to_lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_same(char left, char right) {
  return to_lower(left) == to_lower(right);
}

// Levenshtein's distance, whatever the case, in which two neighbours that changed places count once.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before(right.size() + 1);
  std::vector<std::size_t> last(right.size() + 1);
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = last[j] + (is_same(left[i], right[j]) ? 0 : 1);
      const bool is_swap = i > 0 && j > 0 && is_same(left[i], right[j - 1]) && is_same(left[i - 1], right[j]);
      const std::size_t swapped = is_swap ? before[j - 1] + 1 : replaced;
      row[j + 1] = std::min({row[j] + 1, last[j + 1] + 1, replaced, swapped});
    }
  }
  return row.back();
}

} // namespace

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known) {
  if (name.size() > longest_name) {
    return {};
  }
  // A third of the letters may be wrong: "tittle" is near "title", "foo" is near nothing.
  std::size_t best = std::max<std::size_t>(name.size() / 3, 1) + 1;
  std::string_view nearest;
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string unknown_member(std::string_view name, std::span<const std::string_view> known) {
  std::string text = "unknown member `" + std::string(whole_characters(name, longest_name)) + "`";
  if (const std::string_view nearest = nearest_name(name, known); !nearest.empty()) {
    return text + "; did you mean `" + std::string(nearest) + "`?";
  }
  constexpr std::size_t most_listed = 12;
  std::string_view separator = "; known are ";
  for (std::size_t i = 0; i < std::min(known.size(), most_listed); ++i) {
    text.append(separator).append("`").append(known[i]).append("`");
    separator = ", ";
  }
  return known.empty() ? text + "; none is known" : text + (known.size() > most_listed ? ", ..." : "");
}

} // namespace callout::rest
