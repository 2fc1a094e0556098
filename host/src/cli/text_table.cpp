#include "text_table.hpp"

#include <algorithm>

namespace callout::host::cli {
namespace {

constexpr std::size_t widest = 40;

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string
line_of(const std::vector<Cell>& row, const std::vector<std::size_t>& widths, const Palette& palette) {
  std::string line;
  std::size_t spaces = 0; // written only once something follows them
  for (std::size_t column = 0; column < row.size(); ++column) {
    const Cell& cell = row[column];
    if (!cell.text.empty()) {
      line.append(spaces, ' ');
      line += palette.paint(cell.style, cell.text);
      spaces = 0;
    }
    spaces += widths[column] + 2 - std::min(widths[column], width_of(cell.text));
  }
  return line + "\n";
}

} // namespace

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t column = 0; column < row.size() && row.size() > 1; ++column) {
      widths[column] = std::max(widths[column], std::min(widest, width_of(row[column].text)));
    }
  }
  return widths;
}

std::string TextTable::text(const Palette& palette) const {
  const std::vector<std::size_t> widths = this->widths();
  std::string text;
  for (const auto& row : rows_) {
    text += line_of(row, widths, palette);
  }
  return text;
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

} // namespace callout::host::cli
