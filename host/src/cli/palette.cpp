#include "palette.hpp"

namespace callout::host::cli {
namespace {

std::string_view sequence(Style style) {
  switch (style) {
  case Style::heading:
    return "\x1b[1m";
  case Style::faint:
    return "\x1b[2m";
  case Style::good:
    return "\x1b[32m";
  case Style::careful:
    return "\x1b[33m";
  case Style::bad:
    return "\x1b[31m";
  default:
    return {};
  }
}

} // namespace

std::string Palette::paint(Style style, std::string_view text) const {
  const std::string_view begin = sequence(style);
  if (!coloured_ || begin.empty() || text.empty()) {
    return std::string(text);
  }
  return std::string(begin) + std::string(text) + "\x1b[0m";
}

} // namespace callout::host::cli
