// Servers that answer too slowly: each wait has a bound of its own.
#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;
using std::chrono::milliseconds;

rest::ClientOptions with_bounds(milliseconds head, milliseconds body) {
  rest::ClientOptions options = trusting_options();
  options.head_timeout = head;
  options.body_timeout = body;
  return options;
}

} // namespace

TEST_CASE(
    "client: an answer that does not come in time is lost, and its problem says which bound it passed") {
  constexpr milliseconds brief{100};
  constexpr milliseconds ample{15'000};
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

  struct Row {
    std::string_view name;
    Reaction reaction;
    rest::ClientOptions options;
    std::string_view says;
  };

  const Row rows[] = {
      {"no head", {"", Then::stall}, with_bounds(brief, ample), "its head was not complete within 100 ms"},
      {"half a head",
       {"HTTP/1.1 200 OK\r\nContent-", Then::stall},
       with_bounds(brief, ample),
       "its head was not complete within 100 ms"},
      {"a head byte by byte, for ever in sight of its end",
       {"HTTP/1.1 200 OK\r\nX-Slow: " + std::string(2000, 'x'), Then::stall, milliseconds(5)},
       with_bounds(brief, ample),
       "its head was not complete within 100 ms"},
      {"no body", {head, Then::stall}, with_bounds(ample, brief), "no more of its body came within 100 ms"},
      {"half a body",
       {head + "hello", Then::stall},
       with_bounds(ample, brief),
       "no more of its body came within 100 ms"},
      {"half a chunk",
       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhel", Then::stall},
       with_bounds(ample, brief),
       "no more of its body came within 100 ms"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TlsServer server([&row](const std::string&, int) { return row.reaction; });
    rest::HttpClient client(row.options);
    const auto got = client.send(origin_of(server), get(), patience());
    REQUIRE(got.has_error());
    CAPTURE(got.error().detail());
    CHECK(got.error().status == CALLOUT_E_UNAVAILABLE);
    CHECK(got.error().detail().find(row.says) != std::string_view::npos);
    CHECK(got.error().members.at("retryable").as_bool());
    const auto posted = client.send(origin_of(server), post(), patience());
    REQUIRE(posted.has_error());
    CHECK(posted.error().status == CALLOUT_E_OUTCOME_UNKNOWN);
    CHECK(posted.error().detail().find(row.says) != std::string_view::npos);
    CHECK(wait_until([&server] { return server.requests().size() >= 2; }));
    CHECK(server.requests().size() == 2); // a late answer is no reason to ask again at once
  }
}

TEST_CASE("client: a body may take longer than its bound, as long as some of it keeps coming") {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 150\r\n\r\n";
  const TlsServer server([&head](const std::string&, int) {
    return Reaction{head + std::string(150, 'x'), Then::next, milliseconds(10)};
  });
  rest::HttpClient client(with_bounds(milliseconds(15'000), milliseconds(1000)));
  const auto response = client.send(origin_of(server), get(), patience());
  REQUIRE(response.has_value());
  CHECK(response->body.size() == 150);
  CHECK(response->timing.transfer > milliseconds(1000));
}

TEST_CASE("client: what goes on for ever in small pieces ends, whichever way it goes") {
  rest::ClientOptions options = with_bounds(milliseconds(15'000), milliseconds(15'000));
  options.total_timeout = milliseconds(500);
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
  const TlsServer server([&head](const std::string&, int) {
    return Reaction{head + std::string(10'000, 'x'), Then::stall, milliseconds(10)};
  });
  for (const rest::HttpRequest& request : {get(), post(), post(std::string(8'000'000, 'x'))}) {
    rest::HttpClient client(options);
    const auto response = client.send(origin_of(server), request, patience());
    REQUIRE(response.has_error());
    CHECK(response.error().status ==
          (request.idempotent ? CALLOUT_E_UNAVAILABLE : CALLOUT_E_OUTCOME_UNKNOWN));
    CHECK(response.error().detail().ends_with("failed: it was not over within 500 ms"));
  }
}

TEST_CASE("client: a bound that has passed does not shorten the next exchange") {
  const TlsServer server([](const std::string& request, int) {
    return request.find("/slow") != std::string::npos ? Reaction{"", Then::stall} : Reaction{ok_answer("{}")};
  });
  rest::HttpClient client(with_bounds(milliseconds(1000), milliseconds(1000)));
  CHECK(client.send(origin_of(server), get("/slow"), patience()).has_error());
  CHECK(client.send(origin_of(server), get(), patience()).has_value());
}
