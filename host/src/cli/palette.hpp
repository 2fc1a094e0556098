#pragma once

/// Colours of text for people, or none.

#include <string>
#include <string_view>

namespace callout::host::cli {

enum class Style { plain, heading, faint, good, careful, bad };

/// Paints with the escape sequences of ECMA-48 (SGR), or leaves text as it is.
class Palette {
public:
  explicit Palette(bool coloured = false) : coloured_(coloured) {}

  [[nodiscard]] std::string paint(Style style, std::string_view text) const;

private:
  bool coloured_;
};

} // namespace callout::host::cli
