#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include "curated/duration.hpp"

namespace json = boost::json;
using callout::pagerduty::curated::read_duration;
using std::chrono::seconds;

TEST_CASE("read_duration: seconds, or numbers with units") {
  struct Row {
    json::value given;
    std::int64_t count;
  };

  const Row rows[] = {{1, 1},
                      {5400, 5400},
                      {"3600", 3600},
                      {"45s", 45},
                      {"90m", 5400},
                      {"4h", 14400},
                      {"1h30m", 5400},
                      {"1d 12h", 129600},
                      {" 2 w ", 1209600},
                      {"366d", 31622400}};
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const auto duration = read_duration(row.given);
    REQUIRE(duration.has_value());
    CHECK(duration->count() == row.count);
  }
}

TEST_CASE("read_duration: anything else is none") {
  const json::value rows[] = {0,
                              -5,
                              1.5,
                              nullptr,
                              true,
                              json::array{},
                              "",
                              " ",
                              "h",
                              "0",
                              "-4",
                              "4.",
                              "4x",
                              "4hh",
                              "-4h",
                              "h4",
                              "1.5h",
                              "0m",
                              "4h3",
                              "367d",
                              "99999999999999999999d",
                              "9223372036854775807w",
                              31622401};
  for (const json::value& given : rows) {
    CAPTURE(given);
    CHECK_FALSE(read_duration(given).has_value());
  }
}
