// The corners of HTTP/1.1: trailers, interim answers, lengths that lie.
#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;
using std::chrono::milliseconds;

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) {
    all += text;
  }
  return all;
}

const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: header\r\n\r\n";

} // namespace

TEST_CASE("client: a connection serves on after every answer that has an end of its own") {
  struct Row {
    std::string_view name;
    rest::Method method;
    std::string answer;
    unsigned status;
    std::string_view body;
  };

  const Row rows[] = {
      {"chunks and trailers", rest::Method::get, chunked + "2\r\n{}\r\n0\r\nX-B: trailer\r\n\r\n", 200, "{}"},
      {"chunks with extensions", rest::Method::get, chunked + "2;a=\"b\"\r\n{}\r\n0;c\r\n\r\n", 200, "{}"},
      {"100 before it", rest::Method::post, "HTTP/1.1 100 Continue\r\n\r\n" + ok_answer("{}"), 200, "{}"},
      {"103 twice before it",
       rest::Method::get,
       repeated("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 2) + ok_answer("{}"),
       200,
       "{}"},
      {"HEAD", rest::Method::head, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", 200, ""},
      {"HEAD of chunks",
       rest::Method::head,
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
       200,
       ""},
      {"204", rest::Method::delete_, "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
      {"204 with a length",
       rest::Method::delete_,
       "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
       204,
       ""},
      {"304",
       rest::Method::get,
       "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: \"x\"\r\n\r\n",
       304,
       ""},
      {"no body by its length", rest::Method::get, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""},
      {"HTTP/1.0 that is kept",
       rest::Method::get,
       "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}",
       200,
       "{}"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TlsServer server([&row](const std::string&, int) { return Reaction{row.answer}; });
    rest::HttpClient client(trusting_options());
    rest::HttpRequest request;
    request.method = row.method;
    for (int i = 0; i < 3; ++i) {
      const auto response = client.send(origin_of(server), request, patience());
      REQUIRE(response.has_value());
      CHECK(response->status == row.status);
      CHECK(response->body == row.body);
    }
    CHECK(server.connections() == 1);
  }
}

TEST_CASE("client: a trailer is no header") {
  const std::string answer = chunked + "2\r\n{}\r\n0\r\nX-A: trailer\r\nRetry-After: 9\r\n\r\n";
  const TlsServer server([&answer](const std::string&, int) { return Reaction{answer}; });
  const auto response = rest::HttpClient(trusting_options()).send(origin_of(server), get(), patience());
  REQUIRE(response.has_value());
  CHECK(response->header("X-A") == "header");
  CHECK(response->header("Retry-After").empty());
  CHECK(response->headers.size() == 2);
}

TEST_CASE("client: interim answers without end are bounded by the time for the head") {
  const TlsServer server([](const std::string&, int) {
    return Reaction{repeated("HTTP/1.1 102 Processing\r\n\r\n", 1000), Then::stall, milliseconds(3)};
  });
  rest::ClientOptions options = trusting_options();
  options.head_timeout = milliseconds(150);
  const auto response = rest::HttpClient(options).send(origin_of(server), get(), patience());
  REQUIRE(response.has_error());
  CHECK(response.error().status == CALLOUT_E_UNAVAILABLE);
  CHECK(response.error().detail().find("its head was not complete within 150 ms") != std::string_view::npos);
}

TEST_CASE("client: the bound of a head is that of trailers and of a chunk's extensions, too") {
  struct Row {
    std::string_view name;
    std::string answer;
  };

  const Row rows[] = {
      {"one endless trailer", chunked + "2\r\n{}\r\n0\r\nX-A: " + std::string(200'000, 'a')},
      {"endless trailers", chunked + "2\r\n{}\r\n0\r\n" + repeated("X-A: a\r\n", 30'000)},
      {"an endless extension", chunked + "2;" + std::string(200'000, 'a')},
      {"an endless header", "HTTP/1.1 200 OK\r\nX-A: " + std::string(200'000, 'a')},
      {"endless headers", "HTTP/1.1 200 OK\r\n" + repeated("X-A: a\r\n", 30'000)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TlsServer server([&row](const std::string&, int) { return Reaction{row.answer, Then::stall}; });
    const auto response = rest::HttpClient(trusting_options()).send(origin_of(server), get(), patience());
    REQUIRE(response.has_error());
    CAPTURE(response.error().detail());
    CHECK(response.error().status == CALLOUT_E_LIMIT);
  }
}

TEST_CASE("client: a length that lies is no answer, and spoils no other") {
  struct Row {
    std::string_view name;
    Reaction reaction;
    bool answered;
  };

  const Row rows[] = {
      {"too long", {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", Then::close}, false},
      {"too short", {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}"}, true},
      {"negative", {"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"}, false},
      {"two of them", {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 1\r\n\r\n{}"}, false},
      {"beside chunks",
       {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
       false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TlsServer server([&row](const std::string& request, int) {
      return request.find("/good") != std::string::npos ? Reaction{ok_answer("[1]")} : row.reaction;
    });
    rest::HttpClient client(trusting_options());
    CHECK(client.send(origin_of(server), get("/bad"), patience()).has_value() == row.answered);
    const auto good = client.send(origin_of(server), get("/good"), patience());
    REQUIRE(good.has_value());
    CHECK(good->body == "[1]");
    CHECK(server.connections() == 2);
  }
}
