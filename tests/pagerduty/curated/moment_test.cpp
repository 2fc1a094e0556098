#include <string_view>

#include <doctest/doctest.h>

#include "curated/moment.hpp"

using namespace callout::pagerduty::curated;

TEST_CASE("read_moment: RFC 3339 in UTC and elsewhere") {
  struct Row {
    std::string_view text;
    std::string_view utc; // empty: no time
  };

  const Row rows[] = {
      {"2026-01-31T22:00:00Z", "2026-01-31T22:00:00Z"},
      {"2026-01-31T22:00:00.987Z", "2026-01-31T22:00:00Z"},
      {"2026-01-31T22:00:00+02:00", "2026-01-31T20:00:00Z"},
      {"2026-01-31T22:00:00-05:30", "2026-02-01T03:30:00Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
      {"2026-02-29T00:00:00Z", ""},
      {"2026-01-31T22:00:00+99:99", ""},
      {"2026-01-31T22:00:00", ""},
      {"2026-01-31T22:00Z", ""},
      {"2026-01-31T25:00:00Z", ""},
      {"2026-01-31T22:00:00Zulu", ""},
      {"2026-01-31", ""},
      {"now", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto moment = read_moment(row.text);
    CHECK(moment.has_value() == !row.utc.empty());
    CHECK((!moment || to_text(*moment) == row.utc));
  }
}
