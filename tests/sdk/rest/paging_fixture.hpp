#pragma once

/// Servers that turn pages in every style, and a client that collects them.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <callout/rest/paging.hpp>
#include <callout/sdk/request.hpp>
#include <callout/sdk/testing.hpp>
#include <doctest/doctest.h>

#include "client_fixture.hpp"
#include "time_range.hpp"

namespace callout::test {

namespace json = boost::json;

/// A query's parameters, or a JSON body's members.
using Query = std::map<std::string, std::string>;

using Answering = std::function<Reaction(const Query& query)>;

/// The query of a request, or its JSON body's members.
Query query_of(const std::string& request);

std::size_t number_in(const Query& query, const std::string& name, std::size_t otherwise);

/// Things `first` to `last`, the latter excluded.
json::array things(std::size_t first, std::size_t last);

Reaction json_answer(const json::object& body);

/// Lists `total` things by offset.
Answering by_offset(std::size_t total, bool says_more);

/// The same by a cursor, which stands for the next thing; `from` and `to` name it in request and answer.
Answering by_cursor(std::size_t total, const std::string& from, const std::string& to);

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

/// A server and one that lists through it.
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

  Collected list(std::string_view action, const json::object& input, const rest::PagingLimits& limits = {});

  [[nodiscard]] std::vector<Query> queries() const;

  std::chrono::system_clock::time_point now = *rest::parse_time("2026-11-24T12:00:00Z");

private:
  TlsServer server_;
  sdk::testing::FakeHost host_;
  callout_call open_;
  callout_request raw_{};
  std::unique_ptr<sdk::Request> call_;
  rest::HttpClient client_{trusting_options()};
};

void check_all(const std::vector<std::string>& ids, std::size_t total);

/// {"page": {"all": true}}
json::object all();

} // namespace callout::test
