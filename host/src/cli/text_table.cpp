#include "text_table.hpp"

#include <algorithm>

namespace callout::host::cli {
namespace {

constexpr std::size_t widest = 40;

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// The text, or its beginning and an ellipsis; nothing where that would say too little.
std::string cut_to(std::size_t width, const std::string& text) {
  constexpr std::size_t least = 16;
  if (width_of(text) <= width) {
    return text;
  }
  if (width < least) {
    return {};
  }
  std::size_t end = 0;
  for (std::size_t shown = 0; shown < width && end < text.size(); ++end) {
    shown += width_of(text.substr(end, 1)); // of a character only the first byte counts
  }
  return text.substr(0, text.find_last_not_of(' ', end - 2) + 1) + "\xE2\x80\xA6";
}

class Line {
public:
  explicit Line(std::optional<std::size_t> width) : width_(width) {}

  /// `column` is the cell's width in the table.
  void add(const Cell& cell, std::size_t column, const Palette& palette) {
    if (!cell.text.empty()) {
      text_.append(spaces_, ' ');
      text_ += palette.paint(cell.style, cell.text);
      shown_ += spaces_ + width_of(cell.text);
      spaces_ = 0;
    }
    spaces_ += column + 2 - std::min(column, width_of(cell.text));
  }

  void add_last(const Cell& cell, const Palette& palette) {
    const std::size_t before = shown_ + spaces_;
    add({width_ ? cut_to(*width_ - std::min(*width_, before), cell.text) : cell.text, cell.style},
        0,
        palette);
  }

  [[nodiscard]] std::string text() const { return text_ + "\n"; }

private:
  std::optional<std::size_t> width_;
  std::string text_;
  std::size_t shown_ = 0;
  std::size_t spaces_ = 0; ///< written only once something follows them
};

std::string line_of(const std::vector<Cell>& row,
                    const std::vector<std::size_t>& widths,
                    const Palette& palette,
                    std::optional<std::size_t> width) {
  Line line(width);
  for (std::size_t column = 0; column + 1 < row.size(); ++column) {
    line.add(row[column], widths[column], palette);
  }
  line.add_last(row.back(), palette);
  return line.text();
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

std::string TextTable::text(const Palette& palette, std::optional<std::size_t> width) const {
  const std::vector<std::size_t> widths = this->widths();
  std::string text;
  for (const auto& row : rows_) {
    text += line_of(row, widths, palette, width);
  }
  return text;
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

} // namespace callout::host::cli
