#include <array>

#include <callout/rest/nearest_name.hpp>
#include <doctest/doctest.h>

using callout::rest::nearest_name;
using callout::rest::unknown_member;

TEST_CASE("nearest_name: finds what was probably meant, and nothing otherwise") {
  constexpr std::array<std::string_view, 5> known{"title", "statuses", "since", "until", "id"};

  struct Row {
    std::string_view name;
    std::string_view nearest;
  };

  const Row rows[] = {{"tittle", "title"},
                      {"Title", "title"},
                      {"status", "statuses"},
                      {"sinse", "since"},
                      {"titel", "title"},
                      {"sicne", "since"},
                      {"di", "id"},
                      {"ids", "id"},
                      {"x", ""},
                      {"limit", ""},
                      {"", ""}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(nearest_name(row.name, known) == row.nearest);
  }
  CHECK(nearest_name(std::string(100'000, 't'), known).empty());
}

TEST_CASE("unknown_member: names the nearest, or what there is") {
  constexpr std::array<std::string_view, 2> known{"title", "body"};
  CHECK(unknown_member("tittle", known) == "unknown member `tittle`; did you mean `title`?");
  CHECK(unknown_member("x", known) == "unknown member `x`; known are `title`, `body`");
  CHECK(unknown_member("x", {}) == "unknown member `x`; none is known");
}
