// Lists that are too long for their offsets, and time ranges too long for one request.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>

#include <boost/json/serialize.hpp>

#include "paging_fixture.hpp"

using namespace callout;
using namespace callout::test;

namespace {

// `total` things, one a minute up to 2026-11-24T12:00:00Z, filtered by since and until, both included.
Answering by_time(std::size_t total) {
  return [total](const Query& query) {
    const std::chrono::sys_seconds end = *rest::parse_time("2026-11-24T12:00:00Z");
    const std::chrono::sys_seconds since = *rest::parse_time(query.at("since"));
    const std::chrono::sys_seconds until =
        query.contains("until") ? *rest::parse_time(query.at("until")) : end;
    const auto first_time = end - std::chrono::minutes(total - 1);
    const std::size_t limit = number_in(query, "limit", 25);
    const std::size_t offset = number_in(query, "offset", 0);
    std::vector<std::size_t> fitting;
    for (std::size_t i = 0; i < total; ++i) {
      const auto time = first_time + std::chrono::minutes(i);
      if (time >= since && time <= until) {
        fitting.push_back(i);
      }
    }
    if (offset + limit > 10'000) {
      return Reaction{"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"};
    }
    json::array page;
    for (std::size_t i = offset; i < std::min(offset + limit, fitting.size()); ++i) {
      page.emplace_back(json::object{{"id", fitting[i]}});
    }
    return json_answer({{"things", page}, {"more", offset + limit < fitting.size()}, {"limit", limit}});
  };
}

struct Taken {
  std::set<std::string> ids;
  std::size_t count = 0;
  bool truncated = false; // as the last part says
};

// Part after part, each where the one before it says to go on.
Taken take_all(Listing& listing, json::object input, const json::object& page) {
  Taken taken;
  json::value resume = nullptr;
  do {
    input["page"] = page;
    input["page"].as_object()["resume"] = resume;
    const Collected part = listing.list("offset", input);
    const json::object result = part.json();
    for (const json::value& thing : result.at("things").as_array()) {
      taken.ids.insert(json::serialize(thing.at("id")));
      ++taken.count;
    }
    taken.truncated = part.truncated();
    resume = part.next();
  } while (!resume.is_null());
  return taken;
}

std::set<std::int64_t> numbers(const json::object& result) {
  std::set<std::int64_t> ids;
  for (const json::value& thing : result.at("things").as_array()) {
    ids.insert(thing.at("id").as_int64());
  }
  return ids;
}

} // namespace

TEST_CASE("paging: past 10 000 by splitting time, without loss or duplicate") {
  Listing listing(by_time(25'000));
  json::object input = all();
  input["since"] = "2026-11-01T00:00:00Z";
  const json::object result = listing.list("offset", input).json();
  CHECK(result.at("things").as_array().size() == 25'000);
  CHECK(numbers(result).size() == 25'000);
  CHECK(result.at("truncated") == false);
  MESSAGE("25 000 things in ", listing.queries().size(), " requests");
  CHECK(listing.queries().size() < 300);
}

TEST_CASE("paging: whoever takes a long list page by page, or in parts, gets every item once") {
  struct Row {
    std::string_view name;
    json::object page;
  };

  const Row rows[] = {{"page by page", {{"all", false}}}, {"in parts", {{"max_items", 4000}}}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Listing listing(by_time(12'000));
    const json::object input{{"since", "2026-11-01T00:00:00Z"}, {"until", "2026-11-24T12:00:00Z"}};
    const Taken taken = take_all(listing, input, row.page);
    CHECK(taken.ids.size() == 12'000);
    CHECK(taken.count == 12'000);
  }
}

TEST_CASE("paging: a moment that holds too much is given as far as it can be reached") {
  Listing listing([](const Query& query) {
    const std::size_t limit = number_in(query, "limit", 25);
    const std::size_t offset = number_in(query, "offset", 0);
    const bool is_there = *rest::parse_time(query.at("since")) <= *rest::parse_time("2026-11-20T00:00:00Z") &&
                          *rest::parse_time(query.at("until")) >= *rest::parse_time("2026-11-20T00:00:00Z");
    const json::array page = is_there ? things(offset, offset + limit) : json::array();
    return json_answer({{"things", page}, {"more", is_there}, {"limit", limit}});
  });
  const json::object input{{"since", "2026-11-19T23:59:50Z"}, {"until", "2026-11-20T00:00:10Z"}};
  const Taken taken = take_all(listing, input, {{"all", false}});
  CHECK(taken.truncated);
  CHECK(taken.ids.size() == 10'000);
  CHECK(taken.count <= 20'000); // it belongs to two ranges: nobody says whether bounds are included
}

TEST_CASE("paging: a cut amid split time goes on where it was") {
  Listing listing(by_time(12'000));
  const json::object input{{"since", "2026-11-01T00:00:00Z"}, {"until", "2026-11-24T12:00:00Z"}};
  const Taken taken = take_all(listing, input, {{"max_items", 11'001}});
  CHECK(taken.ids.size() == 12'000);
  CHECK(taken.count <= 12'001); // what lies on a border may come once more after a cut
}

TEST_CASE("paging: what no split can reach is said to be missing") {
  struct Row {
    std::string_view name;
    json::object input;
  };

  const Row rows[] = {
      {"no beginning is known", {}},
      {"the input begins in the middle", {{"since", "2026-01-01"}, {"offset", 9800}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Listing listing(by_offset(10'500, true));
    json::object input = row.input;
    input["page"] = json::object();
    const Collected collected = listing.list("offset", input);
    CHECK(collected.truncated());
    CHECK(collected.next().is_null());
    CHECK(collected.ids().back() == "T9999");
  }
}

TEST_CASE("paging: a span that is too long for one request is asked in pieces") {
  // As audit records: a cursor within at most 31 days.
  Listing listing([](const Query& query) {
    const auto since = *rest::parse_time(query.at("since"));
    const auto until = *rest::parse_time(query.at("until"));
    if (until - since > std::chrono::days(31)) {
      return Reaction{"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"};
    }
    const bool second = query.contains("cursor");
    const std::string id = query.at("since") + (second ? "/2" : "/1");
    return json_answer({{"things", json::array{json::object{{"id", id}}}},
                        {"next_cursor", second ? json::value() : json::value(id)}});
  });
  rest::PagingLimits audit;
  audit.longest_range = std::chrono::days(31);
  json::object input = all();
  input["since"] = "2026-09-01T00:00:00Z";
  const Collected collected = listing.list("cursor", input, audit);
  CHECK(collected.ids() == std::vector<std::string>{"2026-09-01T00:00:00Z/1",
                                                    "2026-09-01T00:00:00Z/2",
                                                    "2026-10-02T00:00:00Z/1",
                                                    "2026-10-02T00:00:00Z/2",
                                                    "2026-11-02T00:00:00Z/1",
                                                    "2026-11-02T00:00:00Z/2"});
}

TEST_CASE("paging: a span for which no cursor would have room is refused before anything is asked") {
  Listing listing(by_time(10));
  json::object input = all();
  input["since"] = "1026-11-24T00:00:00Z";
  const Collected collected = listing.list("cursor", input, {.longest_range = std::chrono::days(31)});
  REQUIRE(collected.text.has_error());
  CHECK(collected.text.error().status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(collected.text.error().detail().find("`since`") != std::string_view::npos);
  CHECK(listing.queries().empty());
}

TEST_CASE("paging: an offset at the end of all numbers ends the list") {
  Listing listing([](const Query&) { return json_answer({{"things", things(0, 2)}, {"more", true}}); });
  json::object input = all();
  input["offset"] = std::numeric_limits<std::int64_t>::max();
  const json::object result = listing.list("offset", input).json();
  CHECK(result.at("truncated") == true);
  CHECK(result.at("next").is_null());
}
