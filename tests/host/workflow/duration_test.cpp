#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "workflow/parser/duration.hpp"

namespace callout::host::workflow {

TEST_CASE("parse_duration: ISO 8601 and parts") {
  struct Row {
    std::string_view text;
    long milliseconds; ///< -1: refused
  };

  const Row rows[] = {
      {"PT15S", 15000},     {"PT0.25S", 250},  {"PT1M30S", 90000},
      {"PT2H", 7200000},    {"P1D", 86400000}, {"P1W", 604800000},
      {"P1DT1S", 86401000}, {"PT0S", 0},       {"P", -1},
      {"PT", -1},           {"P1DT", -1},      {"15S", -1},
      {"P1Y", -1},          {"P1M", -1},       {"PT-1S", -1},
      {"PT1.2345S", -1},    {"pt1s", -1},      {"PT99999999999999999999S", -1},
      {"P4000D", -1},       {"", -1},          {" PT1S", -1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto duration = parse_duration(row.text);
    CHECK((duration ? duration->count() : -1) == row.milliseconds);
  }
  const Row parts[] = {
      {R"({"seconds":2})", 2000},
      {R"({"days":1,"hours":1,"minutes":1,"seconds":1,"milliseconds":1})", 90061001},
      {R"({"seconds":-1})", -1},
      {R"({"seconds":1.5})", -1},
      {R"({"weeks":1})", -1},
      {R"({"seconds":1,"weeks":1})", -1},
      {"{}", -1},
      {R"({"days":99999})", -1},
  };
  for (const Row& row : parts) {
    CAPTURE(row.text);
    const auto duration = parse_duration(boost::json::parse(row.text).as_object());
    CHECK((duration ? duration->count() : -1) == row.milliseconds);
  }
}

} // namespace callout::host::workflow
