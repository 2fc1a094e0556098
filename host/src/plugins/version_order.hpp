#pragma once

/// Semantic Versioning 2.0 (semver.org): form and precedence.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callout::host {

struct Version {
  std::vector<std::string> core;       ///< major, minor, patch: digits without leading zeros
  std::vector<std::string> prerelease; ///< identifiers; empty: a release
};

/// Nothing for text that is no version. Build metadata is checked and left out.
std::optional<Version> parse_version(std::string_view text);

/// Whether `left` comes before `right` (section 11).
bool precedes(const Version& left, const Version& right);

} // namespace callout::host
