// Cursors that callers carry, and what they ask for.
#include <boost/json/parse.hpp>
#include <callout/rest/paging.hpp>
#include <doctest/doctest.h>

#include "page_position.hpp"
#include "secret_text.hpp"

namespace {

using namespace callout;
using namespace callout::rest;

boost::json::object object(std::string_view text) {
  return boost::json::parse(text).as_object();
}

} // namespace

TEST_CASE("page cursor: comes back as it was, whatever it holds") {
  const std::chrono::sys_seconds time(std::chrono::seconds(1'700'000'000));
  const PagePosition positions[] = {
      {},
      {.offset = 9900, .skip = 17, .lost = true},
      {.cursor = "eyJ?&\"/ä"},
      {.offset = 1,
       .ranges = {{time, time + std::chrono::hours(1)}, {time, time}},
       .seen = {1, ~std::uint64_t{0}}},
  };
  for (const PagePosition& position : positions) {
    const auto back = from_cursor(to_cursor(position, "s"), "s");
    REQUIRE(back.has_value());
    CHECK(*back == position);
  }
}

TEST_CASE("page cursor: another text, or one of another listing, is refused") {
  const std::string texts[] = {
      "",
      "!",
      "abc",
      to_cursor({}, "other"),
      to_cursor({.offset = -1}, "s"),
      encode_base64("{}"),
      encode_base64("[1]"),
      encode_base64(R"({"v":2,"of":"s","offset":0,"cursor":"","skip":0,"lost":false,"ranges":[],"seen":[]})"),
      encode_base64(
          R"({"v":1,"of":"s","offset":"0","cursor":"","skip":0,"lost":false,"ranges":[],"seen":[]})"),
      encode_base64(
          R"({"v":1,"of":"s","offset":0,"cursor":"","skip":-1,"lost":false,"ranges":[],"seen":[]})"),
      encode_base64(
          R"({"v":1,"of":"s","offset":0,"cursor":"","skip":0,"lost":false,"ranges":[[1]],"seen":[]})"),
      encode_base64(R"({"v":1,"of":1,"offset":0,"cursor":"","skip":0,"lost":false,"ranges":[],"seen":[]})"),
  };
  for (const std::string& text : texts) {
    CAPTURE(text);
    const auto position = from_cursor(text, "s");
    REQUIRE(position.has_error());
    CHECK(position.error().status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(position.error().members.at("pointer") == "/page/resume");
  }
}

TEST_CASE("subject_of: filters count, pages do not") {
  const Operation incidents{.id = "listIncidents"};
  const Operation users{.id = "listUsers"};
  const std::string subject = subject_of(incidents, object(R"({"urgency":"high"})"));
  CHECK(subject == subject_of(incidents, object(R"({"urgency":"high","page":{"all":true},"limit":3})")));
  CHECK(subject != subject_of(incidents, object(R"({"urgency":"low"})")));
  CHECK(subject != subject_of(users, object(R"({"urgency":"high"})")));
}

TEST_CASE("page: what may be asked") {
  struct Row {
    std::string_view page;
    std::string_view pointer; ///< of the refusal; empty: accepted
  };

  const Row rows[] = {
      {"{}", ""},
      {R"({"all":false,"max_items":1,"resume":"x"})", ""},
      {R"({"resume":null})", ""},
      {"true", "/page"},
      {R"({"al":true})", "/page"},
      {R"({"all":"yes"})", "/page/all"},
      {R"({"max_items":0})", "/page/max_items"},
      {R"({"max_items":-3})", "/page/max_items"},
      {R"({"max_items":1.5})", "/page/max_items"},
      {R"({"resume":7})", "/page/resume"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.page);
    const auto wish = read_page_wish(boost::json::parse(row.page), {});
    CHECK(wish.has_value() == row.pointer.empty());
    if (wish.has_error()) {
      CHECK(wish.error().members.at("pointer").as_string() == row.pointer);
    }
  }
  CHECK(read_page_wish(boost::json::object(), {})->all);
  CHECK(read_page_wish(boost::json::object(), {})->max_items == 100'000);
}

TEST_CASE("asks_for_pages: only of a list, and only when asked") {
  const Operation list{.id = "listIncidents", .paging = Paging::offset};
  const Operation one{.id = "getIncident"};
  CHECK(asks_for_pages(list, object(R"({"page":{}})")));
  CHECK_FALSE(asks_for_pages(list, object(R"({"page":null})")));
  CHECK_FALSE(asks_for_pages(list, object("{}")));
  CHECK_FALSE(asks_for_pages(one, object(R"({"page":{}})")));
}
