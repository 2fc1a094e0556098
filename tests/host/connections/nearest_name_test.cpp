#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "nearest_name.hpp"

namespace callout::host {
namespace {

TEST_CASE("edit_distance: edits that a slip of the finger makes") {
  struct Row {
    std::string_view left;
    std::string_view right;
    std::size_t distance;
  };

  const Row rows[] = {
      {"", "", 0},
      {"abc", "", 3},
      {"", "abc", 3},
      {"pagerduty", "pagerduty", 0},
      {"pagerdtuy", "pagerduty", 1},
      {"pagrduty", "pagerduty", 1},
      {"pagerrduty", "pagerduty", 1},
      {"PagerDuty", "pagerduty", 0},
      {"kitten", "sitting", 3},
  };
  for (const Row& row : rows) {
    CAPTURE(row.left);
    CAPTURE(row.right);
    CHECK(edit_distance(row.left, row.right) == row.distance);
    CHECK(edit_distance(row.right, row.left) == row.distance);
  }
}

TEST_CASE("nearest_names_hint: names what was probably meant") {
  const std::vector<std::string_view> known{
      "listIncidents", "getIncident", "listIncidentNotes", "createIncident", "listUsers"};

  struct Row {
    std::string_view given;
    std::string_view hint;
  };

  const Row rows[] = {
      {"listIncident", R"(did you mean "listIncidents" or "getIncident" or "listIncidentNotes"?)"},
      {"lstUsers", R"(did you mean "listUsers"?)"},
      {"Users", R"(did you mean "listUsers"?)"},
      {"zzz", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    CHECK(nearest_names_hint(row.given, known) == row.hint);
  }
  CHECK(nearest_names_hint("anything", {}).empty());
  CHECK(nearest_names_hint("sett", {"set", "set", "do"}) == R"(did you mean "set"?)");
}

} // namespace
} // namespace callout::host
