#pragma once

/// "Did you mean": the known names that a mistyped one is closest to.

#include <string>
#include <string_view>
#include <vector>

namespace callout::host {

/// Least number of single-byte insertions, deletions, replacements and swaps of neighbours that turn one
/// name into the other (optimal string alignment); upper and lower case count as the same.
std::size_t edit_distance(std::string_view left, std::string_view right);

/// Up to `most` names within a third of the given one's length (at least 2) or that contain it, nearest
/// first; names at the same distance keep their order.
std::vector<std::string_view>
nearest_names(std::string_view given, const std::vector<std::string_view>& known, std::size_t most = 3);

/// `did you mean "a" or "b"?`, or empty when nothing is near.
std::string nearest_names_hint(std::string_view given, const std::vector<std::string_view>& known);

} // namespace callout::host
