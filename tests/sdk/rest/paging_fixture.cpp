#include "paging_fixture.hpp"

#include <algorithm>
#include <set>

#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <callout/rest/request_builder.hpp>
#include <callout/rest/rest_call.hpp>

namespace callout::test {
namespace {

using rest::Location;
using rest::Paging;

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

} // namespace

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

json::array things(std::size_t first, std::size_t last) {
  json::array result;
  for (std::size_t i = first; i < last; ++i) {
    result.emplace_back(json::object{{"id", "T" + std::to_string(i)}});
  }
  return result;
}

Reaction json_answer(const json::object& body) {
  return {ok_answer(json::serialize(body), "Content-Type: application/json\r\n")};
}

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

Answering by_cursor(std::size_t total, const std::string& from, const std::string& to) {
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

Collected
Listing::list(std::string_view action, const json::object& input, const rest::PagingLimits& limits) {
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

std::vector<Query> Listing::queries() const {
  std::vector<Query> result;
  for (const std::string& request : server_.requests()) {
    result.push_back(query_of(request));
  }
  return result;
}

void check_all(const std::vector<std::string>& ids, std::size_t total) {
  CHECK(ids.size() == total);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == total);
}

json::object all() {
  return {{"page", json::object{{"all", true}}}};
}

} // namespace callout::test
