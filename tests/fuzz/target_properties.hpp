#pragma once

/// Properties of a request's target (RFC 9112, 3.2.1), whatever made it.

#include <algorithm>
#include <string>
#include <string_view>

#include "input.hpp"

namespace callout::fuzz {

inline bool is_dots(std::string_view segment) {
  std::string plain;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const bool escaped = segment.substr(i, 3) == "%2e" || segment.substr(i, 3) == "%2E";
    plain += escaped ? '.' : segment[i];
    i += escaped ? 2 : 0;
  }
  return plain == "." || plain == "..";
}

/// It stays below the base path, and an HTTP head can carry it.
inline void require_target(std::string_view target, std::string_view base_path) {
  require(std::all_of(target.begin(), target.end(), [](char letter) {
    return letter > ' ' && letter < 0x7f && letter != '#';
  }));
  require(target.substr(0, base_path.size()) == base_path);
  std::string_view path = target.substr(0, target.find('?')).substr(base_path.size());
  require(!path.empty() && path.front() == '/');
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    require(!is_dots(path.substr(0, end)));
    path.remove_prefix(end);
  }
}

} // namespace callout::fuzz
