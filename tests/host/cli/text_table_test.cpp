#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "text_table.hpp"

namespace callout::host::cli {
namespace {

TEST_CASE("TextTable: columns line up by characters, and no line ends in spaces") {
  TextTable table;
  table.add_heading("A heading that is longer than every cell");
  table.add({{"a"}, {"Zürich"}, {"x"}});
  table.add({{"long"}, {"b"}, {""}});
  table.add({{"c"}, {""}, {"y"}});
  CHECK(table.text(Palette()) == "A heading that is longer than every cell\n"
                                 "a     Zürich  x\n"
                                 "long  b\n"
                                 "c             y\n");
}

TEST_CASE("TextTable: a width cuts the last cell, by characters") {
  TextTable table;
  table.add({{"a"}, {"Zürich äöü ß Zürich"}});

  struct Row {
    std::size_t width = 0;
    std::string_view expected;
  };

  const Row rows[] = {
      {22, "a  Zürich äöü ß Zürich\n"},
      {21, "a  Zürich äöü ß Züri…\n"},
      {19, "a  Zürich äöü ß Zü…\n"},
      {18, "a\n"}, // too little to say anything
      {1, "a\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.width);
    CHECK(table.text(Palette(), row.width) == row.expected);
  }
}

TEST_CASE("TextTable: colours do not count for the width") {
  TextTable table;
  table.add({{"a", Style::bad}, {"x"}});
  table.add({{"bb"}, {"y"}});
  CHECK(table.text(Palette(true)) == "\x1b[31ma\x1b[0m   x\nbb  y\n");
}

TEST_CASE("Palette: plain and empty text stay as they are") {
  CHECK(Palette(true).paint(Style::plain, "x") == "x");
  CHECK(Palette(true).paint(Style::good, "") == "");
  CHECK(Palette(false).paint(Style::good, "x") == "x");
}

TEST_CASE("counted: one and many") {
  CHECK(counted(0, "action") == "0 actions");
  CHECK(counted(1, "action") == "1 action");
  CHECK(counted(465, "action") == "465 actions");
}

} // namespace
} // namespace callout::host::cli
