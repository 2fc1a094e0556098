// All pages in one answer, over TLS, whichever way a server turns them.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <boost/url/parse.hpp>
#include <callout/rest/paging.hpp>
#include <callout/rest/request_builder.hpp>
#include <callout/rest/rest_call.hpp>
#include <callout/sdk/testing.hpp>
#include <doctest/doctest.h>

#include "client_fixture.hpp"
#include "time_range.hpp"

namespace {

using namespace callout;
using namespace callout::test;
using rest::Location;
using rest::Paging;
namespace json = boost::json;

constexpr rest::Parameter number(std::string_view name, std::string_view schema = R"({"type":"integer"})") {
  return {name, name, Location::query, rest::ListStyle::none, false, schema};
}

constexpr rest::Parameter text(std::string_view name) {
  return {name, name, Location::query, rest::ListStyle::none, false, R"({"type":"string"})"};
}

constexpr std::array offset_parameters{number("limit"), number("offset"), text("since"), text("until")};
constexpr std::array cursor_parameters{
    number("limit", R"({"type":"integer","maximum":50})"), text("cursor"), text("since"), text("until")};
constexpr std::array after_parameters{number("limit"), text("after")};
constexpr std::array limit_parameters{number("limit", R"({"type":"integer","maximum":999})")};
constexpr std::array tag_parameters{
    rest::Parameter{
        "entity_type", "entity_type", Location::path, rest::ListStyle::none, true, R"({"type":"string"})"},
    number("limit"),
    number("offset")};

constexpr std::array operations{
    rest::Operation{.id = "after",
                    .path = "/after",
                    .parameters = after_parameters,
                    .idempotent = true,
                    .paging = Paging::after,
                    .items = "things"},
    rest::Operation{.id = "cursor",
                    .path = "/cursor",
                    .parameters = cursor_parameters,
                    .idempotent = true,
                    .paging = Paging::cursor,
                    .items = "things"},
    rest::Operation{.id = "limit_only",
                    .path = "/limit_only",
                    .parameters = limit_parameters,
                    .idempotent = true,
                    .paging = Paging::limit_only,
                    .items = "things"},
    rest::Operation{.id = "offset",
                    .path = "/offset",
                    .parameters = offset_parameters,
                    .idempotent = true,
                    .paging = Paging::offset,
                    .items = "things"},
    rest::Operation{.id = "offset_no_more",
                    .path = "/offset_no_more",
                    .parameters = offset_parameters,
                    .idempotent = true,
                    .paging = Paging::offset_no_more,
                    .items = "things"},
    rest::Operation{.id = "starting_after",
                    .method = rest::Method::post,
                    .path = "/starting_after",
                    .body = "filter",
                    .idempotent = true,
                    .paging = Paging::starting_after,
                    .items = "things"},
    rest::Operation{.id = "tagged",
                    .path = "/tags/{entity_type}",
                    .parameters = tag_parameters,
                    .idempotent = true,
                    .paging = Paging::offset,
                    .items = "{entity_type}"},
};
constexpr std::array schemas{rest::NamedSchema{"filter", R"({"type":"object","properties":{
"starting_after":{"type":"string"},"limit":{"type":"integer"},"filters":{"type":"object"}}})"}};
constexpr rest::Catalog catalog{operations, schemas};

using Query = std::map<std::string, std::string>;

// The query of a request, or its JSON body's members.
Query query_of(const std::string& request) {
  Query query;
  const std::string target =
      request.substr(request.find(' ') + 1, request.find(" HTTP/") - request.find(' ') - 1);
  const auto url = boost::urls::parse_origin_form(target);
  for (const auto& parameter : url->params()) {
    query[parameter.key] = parameter.value;
  }
  const std::string body = request.substr(request.find("\r\n\r\n") + 4);
  if (!body.empty()) {
    const json::value members = json::parse(body);
    for (const auto& member : members.as_object()) {
      query[std::string(member.key())] = member.value().is_string()
                                             ? json::value_to<std::string>(member.value())
                                             : json::serialize(member.value());
    }
  }
  return query;
}

std::size_t number_in(const Query& query, const std::string& name, std::size_t otherwise) {
  const auto found = query.find(name);
  return found != query.end() ? std::stoul(found->second) : otherwise;
}

// Things `first` to `last`, the latter excluded.
json::array things(std::size_t first, std::size_t last) {
  json::array result;
  for (std::size_t i = first; i < last; ++i) {
    result.emplace_back(json::object{{"id", "T" + std::to_string(i)}});
  }
  return result;
}

using Answering = std::function<Reaction(const Query& query)>;

Reaction json_answer(const json::object& body) {
  return {ok_answer(json::serialize(body), "Content-Type: application/json\r\n")};
}

// Lists `total` things by offset.
Answering by_offset(std::size_t total, bool says_more) {
  return [=](const Query& query) {
    const std::size_t offset = number_in(query, "offset", 0);
    const std::size_t limit = std::min<std::size_t>(number_in(query, "limit", 25), 100);
    if (offset + limit > 10'000) {
      return Reaction{"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"};
    }
    json::object body{{"things", things(std::min(offset, total), std::min(offset + limit, total))}};
    if (says_more) {
      body["more"] = offset + limit < total;
      body["limit"] = limit;
      body["offset"] = offset;
    }
    return json_answer(body);
  };
}

// The same by a cursor, which stands for the next thing; `from` and `to` name it in request and answer.
Answering by_cursor(std::size_t total, std::string from, std::string to) {
  return [=](const Query& query) {
    const auto cursor = query.find(from);
    const std::size_t begin = cursor != query.end() ? std::stoul(cursor->second.substr(2)) : 0;
    const std::size_t end = std::min(begin + number_in(query, "limit", 20), total);
    json::object body{{"things", things(begin, end)}};
    const json::value next = end < total ? json::value("c=" + std::to_string(end)) : json::value();
    body[to] = next;
    return json_answer(body);
  };
}

struct Collected {
  rest::Result<std::string> text = std::string();

  [[nodiscard]] json::object json() const {
    REQUIRE_MESSAGE(text.has_value(), std::string(text.has_error() ? text.error().detail() : ""));
    return json::parse(*text).as_object();
  }

  [[nodiscard]] std::vector<std::string> ids(std::string_view name = "things") const {
    std::vector<std::string> result;
    const json::object whole = json();
    for (const json::value& item : whole.at(name).as_array()) {
      result.push_back(json::value_to<std::string>(item.at("id")));
    }
    return result;
  }

  [[nodiscard]] std::size_t size() const { return json().at("things").as_array().size(); }

  [[nodiscard]] bool truncated() const { return json().at("truncated").as_bool(); }

  [[nodiscard]] json::value next() const { return json().at("next"); }
};

// A server and one that lists through it.
class Listing {
public:
  explicit Listing(Answering answering)
      : server_([answering = std::move(answering)](const std::string& request, int) {
          return answering(query_of(request));
        }) {
    raw_.struct_size = sizeof raw_;
    open_.limit = patience();
    call_ = std::make_unique<sdk::Request>(*host_.table(), open_, raw_);
  }

  Collected list(std::string_view action, const json::object& input, const rest::PagingLimits& limits = {}) {
    const rest::Operation& operation = *catalog.find(action);
    const rest::FetchPage fetch = [&](const json::object& page) -> rest::Result<rest::HttpResponse> {
      const auto request = rest::build_request(
          catalog, operation, page, {.connector = "test", .base_path = {}, .defaults = nullptr});
      if (!request) {
        return request.error();
      }
      const rest::Origin origin = origin_of(server_);
      auto delivery = rest::send_reliably(*call_,
                                          {.client = client_, .origin = origin, .request = *request},
                                          {.retry = {.base_delay = std::chrono::milliseconds(1)}});
      if (delivery.outcome && delivery.outcome->status != 200) {
        return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                                 "answered " + std::to_string(delivery.outcome->status));
      }
      return delivery.outcome;
    };
    return {rest::collect_pages(operation, input, fetch, limits, now)};
  }

  [[nodiscard]] std::vector<Query> queries() const {
    std::vector<Query> result;
    for (const std::string& request : server_.requests()) {
      result.push_back(query_of(request));
    }
    return result;
  }

  std::chrono::system_clock::time_point now = *rest::parse_time("2026-11-24T12:00:00Z");

private:
  TlsServer server_;
  sdk::testing::FakeHost host_;
  callout_call open_;
  callout_request raw_{};
  std::unique_ptr<sdk::Request> call_;
  rest::HttpClient client_{trusting_options()};
};

void check_all(const std::vector<std::string>& ids, std::size_t total) {
  CHECK(ids.size() == total);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == total);
}

json::object all() {
  return {{"page", json::object{{"all", true}}}};
}

} // namespace

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
    CHECK(listing.queries().size() <= 5);
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

TEST_CASE("paging: a cut amid split time goes on where it was") {
  Listing listing(by_time(12'000));
  json::object input{{"since", "2026-11-01T00:00:00Z"}, {"until", "2026-11-24T12:00:00Z"}};
  std::set<std::int64_t> ids;
  std::size_t count = 0;
  json::value resume = nullptr;
  do {
    input["page"] = json::object{{"max_items", 11'001}, {"resume", resume}};
    const json::object result = listing.list("offset", input).json();
    count += result.at("things").as_array().size();
    ids.merge(numbers(result));
    resume = result.at("next");
  } while (!resume.is_null());
  CHECK(ids.size() == 12'000);
  CHECK(count <= 12'001); // what lies on a border may come once more after a cut
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

TEST_CASE("page_schema: describes what is accepted") {
  const json::object schema = rest::page_schema();
  CHECK(schema.at("additionalProperties") == false);
  CHECK(schema.at("properties").as_object().size() == 3);
  CHECK(schema.at("properties").at("resume").at("type") == json::array{"string", "null"});
}
