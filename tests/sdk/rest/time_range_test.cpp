// Times as filters write them, and spans of time in parts.
#include <doctest/doctest.h>

#include "time_range.hpp"

namespace {

using namespace callout::rest;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

const sys_seconds noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + hours(12);

} // namespace

TEST_CASE("parse_time: what filters hold") {
  struct Row {
    std::string_view text;
    std::optional<sys_seconds> time;
  };

  const Row rows[] = {
      {"2026-11-24T12:00:00Z", noon},
      {"2026-11-24T12:00:00", noon},
      {"2026-11-24T12:00:00.123Z", noon},
      {"2026-11-24T14:00:00+02:00", noon},
      {"2026-11-24T06:30:00-0530", noon},
      {"2026-11-24", noon - hours(12)},
      {"2024-02-29T00:00:00Z", sys_seconds(seconds(1709164800))},
      {"2026-11-24T12:00:00 CET", std::nullopt},
      {"2026-11-24T12:00:00+2", std::nullopt},
      {"yesterday", std::nullopt},
      {"", std::nullopt},
      {"2026-13-01", std::nullopt},
      {"2026-02-30", std::nullopt},
      {"2026-02-29T00:00:00Z", std::nullopt},
      {"2026-11-24T12:00:00+99:99", std::nullopt},
      {"2026-11-24T12:00:00+24:00", std::nullopt},
      {"2026-11-24T12:00:00-00:60", std::nullopt},
      {"2026-11-25T11:59:00+23:59", noon},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_time(row.text) == row.time);
  }
}

TEST_CASE("format_time: comes back") {
  CHECK(format_time(noon) == "2026-11-24T12:00:00Z");
  CHECK(format_time(noon + hours(21) + minutes(4) + seconds(5)) == "2026-11-25T09:04:05Z");
  CHECK(parse_time(format_time(noon)) == noon);
}

TEST_CASE("parse_http_date: the one form of RFC 9110") {
  CHECK(parse_http_date("Tue, 24 Nov 2026 12:00:00 GMT") == noon);
  CHECK_FALSE(parse_http_date("Mon, 30 Feb 2026 12:00:00 GMT").has_value());
  CHECK_FALSE(parse_http_date("2026-11-24T12:00:00Z").has_value());
  CHECK_FALSE(parse_http_date("").has_value());
}

TEST_CASE("halves: share their border, and a moment has none") {
  const auto parts = halves({noon, noon + hours(2)});
  REQUIRE(parts.has_value());
  CHECK(parts->first == TimeRange{noon, noon + hours(1)});
  CHECK(parts->second == TimeRange{noon + hours(1), noon + hours(2)});
  CHECK_FALSE(halves({noon, noon + seconds(1)}).has_value());
  CHECK_FALSE(halves({noon, noon - hours(1)}).has_value());
}

TEST_CASE("pieces: cover the span and none is too long") {
  const auto parts = pieces({noon, noon + hours(25)}, hours(10));
  REQUIRE(parts.size() == 3);
  CHECK(parts[0] == TimeRange{noon, noon + hours(10)});
  CHECK(parts[2] == TimeRange{noon + hours(20), noon + hours(25)});
  CHECK(pieces({noon, noon + hours(10)}, hours(10)).size() == 1);
}
