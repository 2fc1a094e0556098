#pragma once

/// Columns of text that line up.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "palette.hpp"

namespace callout::host::cli {

struct Cell {
  std::string text;
  Style style = Style::plain;
};

/// Every column is as wide as its widest cell, but no wider than 40: longer cells push what follows. The last
/// one is not padded. Widths count UTF-8 characters.
class TextTable {
public:
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }

  /// A line of its own that does not count for the widths; empty: a blank line.
  void add_heading(std::string text) { rows_.push_back({{std::move(text), Style::heading}}); }

  /// `width`: rows longer than that lose the end of their last cell; without it they stay whole.
  [[nodiscard]] std::string text(const Palette& palette, std::optional<std::size_t> width = {}) const;

private:
  [[nodiscard]] std::vector<std::size_t> widths() const;

  std::vector<std::vector<Cell>> rows_;
};

/// `count` and the noun, "1 action", "2 actions".
std::string counted(std::size_t count, std::string_view noun);

} // namespace callout::host::cli
