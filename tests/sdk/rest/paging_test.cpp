// All pages in one answer, over TLS, whichever way a server turns them.
#include <set>

#include <boost/json/serialize.hpp>

#include "paging_fixture.hpp"

using namespace callout;
using namespace callout::test;

TEST_CASE("paging: every style lists everything, once and in order") {
  struct Row {
    std::string_view action;
    Answering answering;
    std::size_t total;
    std::size_t requests;
  };

  const Row rows[] = {
      {"offset", by_offset(250, true), 250, 3},
      {"offset", by_offset(0, true), 0, 1},
      {"offset", by_offset(100, true), 100, 1},
      {"offset_no_more", by_offset(250, false), 250, 4}, // only an empty page shows the end
      {"offset_no_more", by_offset(250, true), 250, 3},  // unless it says so after all
      {"cursor", by_cursor(120, "cursor", "next_cursor"), 120, 3},
      {"after", by_cursor(250, "after", "after"), 250, 3},
      {"starting_after", by_cursor(50, "starting_after", "last"), 50, 3},
      {"limit_only", by_offset(60, false), 60, 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.action);
    Listing listing(row.answering);
    const Collected collected = listing.list(row.action, all());
    const auto ids = collected.ids();
    check_all(ids, row.total);
    CHECK((ids.empty() || (ids.front() == "T0" && ids.back() == "T" + std::to_string(row.total - 1))));
    CHECK_FALSE(collected.truncated());
    CHECK(collected.next().is_null());
    const auto queries = listing.queries();
    CHECK(queries.size() == row.requests);
    for (const Query& query : queries) {
      CHECK_FALSE(query.contains("page"));
    }
  }
}

TEST_CASE("paging: a cursor list begins without a cursor") {
  Listing listing(by_cursor(120, "cursor", "next_cursor"));
  check_all(listing.list("cursor", all()).ids(), 120);
  const auto queries = listing.queries();
  CHECK(queries.at(0) == Query{{"limit", "50"}}); // the most that the row allows
  CHECK(queries.at(1) == Query{{"limit", "50"}, {"cursor", "c=50"}});
}

TEST_CASE("paging: starting_after goes into the whole body when that is given") {
  Listing listing(by_cursor(30, "starting_after", "last"));
  const json::object input{{"page", json::object()},
                           {"body", json::object{{"filters", json::object{{"urgency", "high"}}}}}};
  check_all(listing.list("starting_after", input).ids(), 30);
  CHECK(listing.queries().at(1).at("starting_after") == "c=20");
  CHECK(listing.queries().at(1).at("filters") == R"({"urgency":"high"})");
}

TEST_CASE("paging: a list without a way to go on says that there may be more") {
  Listing listing(by_offset(60, false));
  json::object input = all();
  input["limit"] = 50;
  const Collected collected = listing.list("limit_only", input);
  check_all(collected.ids(), 50);
  CHECK(collected.truncated());
  CHECK(collected.next().is_null());
}

TEST_CASE("paging: the list keeps its name, also where a path parameter gives it") {
  Listing listing([](const Query&) { return json_answer({{"users", things(0, 2)}, {"more", false}}); });
  json::object input = all();
  input["entity_type"] = "users";
  CHECK(listing.list("tagged", input).ids("users") == std::vector<std::string>{"T0", "T1"});
}

TEST_CASE("paging: pages that overlap give no duplicates") {
  // Before each page two things are added in front, so that everything moves by two.
  int added = -2;
  Listing listing([&added](const Query& query) {
    added += 2;
    const std::size_t offset = number_in(query, "offset", 0);
    json::array page;
    for (std::size_t i = offset;
         i < std::min<std::size_t>(offset + 100, 250 + static_cast<std::size_t>(added));
         ++i) {
      page.emplace_back(json::object{{"id", static_cast<int>(i) - added}});
    }
    return json_answer({{"things", page}, {"more", offset + 100 < 250 + static_cast<std::size_t>(added)}});
  });
  const json::object result = listing.list("offset", all()).json();
  std::set<std::int64_t> ids;
  for (const json::value& thing : result.at("things").as_array()) {
    ids.insert(thing.at("id").as_int64());
  }
  CHECK(ids.size() == 250);
  CHECK(result.at("things").as_array().size() == 250);
}

TEST_CASE("paging: things without an id are told apart by all that they say") {
  Listing listing([](const Query& query) {
    const bool first = number_in(query, "offset", 0) == 0;
    const json::array page{json::object{{"user", first ? "a" : "b"}}, json::object{{"user", "b"}}};
    return json_answer({{"things", page}, {"more", first}});
  });
  CHECK(json::serialize(listing.list("offset", all()).json().at("things")) ==
        R"([{"user":"a"},{"user":"b"}])");
}

TEST_CASE("paging: a list that would never end is an error") {
  struct Row {
    std::string_view name;
    std::string_view action;
    Answering answering;
  };

  const Row rows[] = {
      {"the cursor of this page again",
       "cursor",
       [](const Query&) {
         return json_answer({{"things", things(0, 1)}, {"next_cursor", "same"}});
       }},
      {"a cursor from before",
       "cursor",
       [](const Query& query) {
         const bool at_a = query.contains("cursor") && query.at("cursor") == "a";
         return json_answer({{"things", json::array()}, {"next_cursor", at_a ? "b" : "a"}});
       }},
      {"the same `last`",
       "starting_after",
       [](const Query&) {
         return json_answer({{"things", things(0, 1)}, {"last", "x"}, {"more", true}});
       }},
      {"empty pages with ever new cursors",
       "cursor",
       [](const Query& query) {
         const std::size_t last = number_in(query, "cursor", 0);
         return json_answer({{"things", json::array()}, {"next_cursor", std::to_string(last + 1)}});
       }},
      {"an offset that is not heeded",
       "offset",
       [](const Query&) {
         return json_answer({{"things", things(0, 100)}, {"more", true}});
       }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Listing listing(row.answering);
    const Collected collected = listing.list(row.action, all());
    REQUIRE(collected.text.has_error());
    CHECK(collected.text.error().status == CALLOUT_E_UNAVAILABLE);
    CHECK(collected.text.error().detail().find("never end") != std::string_view::npos);
    CHECK(listing.queries().size() <= 101);
  }
}

TEST_CASE("paging: a 429 in the middle costs nothing but time") {
  int asked = 0;
  const Answering calm = by_offset(250, true);
  Listing listing([&](const Query& query) {
    return ++asked == 2 ? Reaction{"HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\n\r\n"} : calm(query);
  });
  check_all(listing.list("offset", all()).ids(), 250);
  CHECK(asked == 4);
}

TEST_CASE("paging: an error in the middle is the answer") {
  int asked = 0;
  const Answering calm = by_offset(250, true);
  Listing listing([&](const Query& query) {
    return ++asked == 2 ? Reaction{"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"} : calm(query);
  });
  CHECK(listing.list("offset", all()).text.error().detail() == "answered 403");
}

TEST_CASE("paging: an answer without the list is an error that names it") {
  Listing listing([](const Query&) { return json_answer({{"others", json::array()}}); });
  const Collected collected = listing.list("offset", all());
  CHECK(collected.text.error().status == CALLOUT_E_UNAVAILABLE);
  CHECK(collected.text.error().detail().find("`things`") != std::string_view::npos);
}

TEST_CASE("paging: what one answer leaves out, the next cursor brings, in every style and at every cut") {
  struct Row {
    std::string_view action;
    Answering answering;
  };

  const Row rows[] = {
      {"offset", by_offset(250, true)},
      {"offset_no_more", by_offset(250, false)},
      {"cursor", by_cursor(250, "cursor", "next_cursor")},
      {"after", by_cursor(250, "after", "after")},
      {"starting_after", by_cursor(250, "starting_after", "last")},
  };
  for (const Row& row : rows) {
    for (const int most : {1, 7, 20, 50, 100, 130, 249, 250, 251}) {
      CAPTURE(row.action);
      CAPTURE(most);
      Listing listing(row.answering);
      std::vector<std::string> ids;
      json::value resume = nullptr;
      int answers = 0;
      do {
        const json::object page{{"max_items", most}, {"resume", resume}};
        const Collected collected = listing.list(row.action, {{"page", page}});
        const auto more = collected.ids();
        CHECK(more.size() <= static_cast<std::size_t>(most));
        ids.insert(ids.end(), more.begin(), more.end());
        resume = collected.next();
        CHECK(collected.truncated() == !resume.is_null());
      } while (!resume.is_null() && ++answers < 260);
      check_all(ids, 250);
    }
  }
}

TEST_CASE("paging: who goes on may want more or fewer than before") {
  struct Row {
    std::string_view action;
    Answering answering;
  };

  const Row rows[] = {
      {"offset", by_offset(250, true)},
      {"offset_no_more", by_offset(250, false)},
      {"cursor", by_cursor(250, "cursor", "next_cursor")},
      {"starting_after", by_cursor(250, "starting_after", "last")},
  };
  for (const Row& row : rows) {
    for (const std::pair<int, int>& wanted :
         {std::pair(150, 10), std::pair(150, 49), std::pair(7, 100), std::pair(60, 3)}) {
      CAPTURE(row.action);
      CAPTURE(wanted.first);
      CAPTURE(wanted.second);
      Listing listing(row.answering);
      std::vector<std::string> ids;
      json::value resume = nullptr;
      do {
        const json::object page{{"max_items", ids.empty() ? wanted.first : wanted.second},
                                {"resume", resume}};
        const Collected collected = listing.list(row.action, {{"page", page}});
        const auto more = collected.ids();
        ids.insert(ids.end(), more.begin(), more.end());
        resume = collected.next();
      } while (!resume.is_null() && ids.size() < 300);
      check_all(ids, 250);
    }
  }
}

TEST_CASE("paging: all false is one page, and overlap with the page before gives no duplicate") {
  int added = 0;
  Listing listing([&added](const Query& query) {
    const std::size_t offset = number_in(query, "offset", 0);
    json::array page;
    for (std::size_t i = offset; i < offset + 100; ++i) {
      page.emplace_back(json::object{{"id", static_cast<int>(i) - added}});
    }
    added += 3;
    return json_answer({{"things", page}, {"more", offset < 100}});
  });
  json::object input{{"page", json::object{{"all", false}}}};
  const Collected first = listing.list("offset", input);
  CHECK(first.size() == 100);
  CHECK(first.truncated());
  input["page"] = json::object{{"all", false}, {"resume", first.next()}};
  const Collected second = listing.list("offset", input);
  CHECK(second.size() == 97);
  CHECK_FALSE(second.truncated());
  CHECK(listing.queries().size() == 2);
}

TEST_CASE("paging: bytes bound an answer too, and a cursor serves only its own listing") {
  Listing listing(by_offset(250, true));
  rest::PagingLimits small;
  small.most_bytes = 1000;
  const Collected collected = listing.list("offset", all(), small);
  CHECK(collected.text->size() < 1500);
  CHECK(collected.truncated());
  const json::object other{{"since", "2026-01-01"}, {"page", json::object{{"resume", collected.next()}}}};
  CHECK(listing.list("offset", other).text.error().members.at("pointer") == "/page/resume");
}

TEST_CASE("page_schema: describes what is accepted") {
  const json::object schema = rest::page_schema();
  CHECK(schema.at("additionalProperties") == false);
  CHECK(schema.at("properties").as_object().size() == 3);
  CHECK(schema.at("properties").at("resume").at("type") == json::array{"string", "null"});
}
