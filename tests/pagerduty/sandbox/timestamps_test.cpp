#include <string_view>

#include <doctest/doctest.h>

#include "sandbox/timestamps.hpp"

using callout::sandbox::parse_timestamp;
using callout::sandbox::to_timestamp;

TEST_CASE("parse_timestamp: what is read, and as which moment") {
  struct Row {
    std::string_view text;
    std::string_view moment; ///< empty: refused
  };

  const Row rows[] = {
      {"2026-03-10T12:00:00Z", "2026-03-10T12:00:00Z"},
      {"2026-03-10T12:00:00+02:00", "2026-03-10T10:00:00Z"},
      {"2026-03-10T12:00:00-0530", "2026-03-10T17:30:00Z"},
      {"2026-03-10T12:00:00.315+0000", "2026-03-10T12:00:00Z"},
      {"2026-03-10T12:00:00", "2026-03-10T12:00:00Z"},
      {"2026-03-10", "2026-03-10T00:00:00Z"},
      {"2026-13-10", ""},
      {"yesterday", ""},
      {"2026-03-10T12:00:00Z and more", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto moment = parse_timestamp(row.text);
    CHECK((moment ? to_timestamp(*moment) : "") == row.moment);
  }
}
