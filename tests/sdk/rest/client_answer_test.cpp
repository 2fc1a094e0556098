// What the client makes of answers, well-formed and not.
#include <optional>

#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;

rest::Result<rest::HttpResponse> exchange(const Reaction& reaction,
                                          const rest::HttpRequest& request,
                                          const rest::ClientOptions& options = trusting_options()) {
  const TlsServer server([&reaction](const std::string&, int) { return reaction; });
  return rest::HttpClient(options).send(origin_of(server), request, patience());
}

} // namespace

TEST_CASE("client: reads every way an answer can end") {
  struct Row {
    std::string_view name;
    Reaction reaction;
    unsigned status;
    std::string_view body;
  };

  const Row rows[] = {
      {"by its length", {ok_answer("hello"), Then::next}, 200, "hello"},
      {"by chunks",
       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
        Then::next},
       200,
       "hello"},
      {"by the end of the TLS session", {"HTTP/1.1 200 OK\r\n\r\nhello", Then::close}, 200, "hello"},
      {"without a body: 204", {"HTTP/1.1 204 No Content\r\n\r\n", Then::next}, 204, ""},
      {"without a body: 304",
       {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", Then::next},
       304,
       ""},
      {"after an informational answer",
       {"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok_answer("hello"), Then::next},
       200,
       "hello"},
      {"of an HTTP/1.0 server", {"HTTP/1.0 200 OK\r\n\r\nhello", Then::close}, 200, "hello"},
      {"with an error status", {"HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\n{}", Then::next}, 500, "{}"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto response = exchange(row.reaction, get());
    REQUIRE(response.has_value());
    CHECK(response->status == row.status);
    CHECK(response->body == row.body);
  }
}

TEST_CASE("client: the answer to HEAD has no body, whatever length it names") {
  rest::HttpRequest request = get();
  request.method = rest::Method::head;
  const auto response = exchange({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Then::next}, request);
  REQUIRE(response.has_value());
  CHECK(response->body.empty());
  CHECK(response->header("content-length") == "5");
}

TEST_CASE("client: what a server says before it has read the whole request") {
  const std::string too_large = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\n{}";

  struct Row {
    std::string_view name;
    Reaction reaction;
    Speaks speaks;
    std::optional<unsigned> status; ///< or the outcome is unknown
  };

  const Row rows[] = {
      {"a refusal, and the end", {too_large, Then::cut}, Speaks::plain, 413},
      {"a refusal, and the end, by TLS", {too_large, Then::close}, Speaks::tls, 413},
      {"a refusal, and a reset, by TLS 1.2", {too_large, Then::cut}, Speaks::tls_1_2, 413},
      {"a refusal, and no end", {too_large, Then::halt}, Speaks::tls, 413},
      {"half a refusal", {too_large.substr(0, 40), Then::cut}, Speaks::tls, std::nullopt},
      {"a success, which cannot be one", {ok_answer("{}"), Then::cut}, Speaks::tls, std::nullopt},
      {"the end of an idle connection",
       {"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", Then::cut},
       Speaks::tls,
       std::nullopt},
      {"nothing", {"", Then::reset}, Speaks::tls, std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TlsServer server([&row](const std::string&, int) { return row.reaction; },
                           {.speaks = row.speaks, .reads_bodies = false});
    rest::ClientOptions options = trusting_options();
    options.body_timeout = std::chrono::milliseconds(300);
    const auto scheme = row.speaks == Speaks::plain ? rest::Scheme::http : rest::Scheme::https;
    const auto response = rest::HttpClient(options).send(
        origin_of(server, scheme), post(std::string(std::size_t{32} << 20U, 'x')), patience());
    if (row.status) {
      REQUIRE(response.has_value());
      CHECK(response->status == *row.status);
      CHECK(response->body == "{}");
    } else {
      REQUIRE_FALSE(response.has_value());
      CHECK(response.error().status == CALLOUT_E_OUTCOME_UNKNOWN);
    }
  }
}

TEST_CASE("client: what an answer that cannot be read comes to") {
  const std::string long_line = "X-Long: " + std::string(10'000, 'x') + "\r\n";

  struct Row {
    std::string_view name;
    Reaction reaction;
    callout_status of_get;
    callout_status of_post;
    std::string_view says;
  };

  const Row rows[] = {
      {"not HTTP",
       {"SSH-2.0-OpenSSH\r\n\r\n", Then::next},
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_OUTCOME_UNKNOWN,
       "bad version"},
      {"a bad length",
       {"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", Then::next},
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_OUTCOME_UNKNOWN,
       "Content-Length"},
      {"a bad chunk",
       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Then::next},
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_OUTCOME_UNKNOWN,
       "chunk"},
      {"body cut off",
       {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel", Then::close},
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_OUTCOME_UNKNOWN,
       "in the middle"},
      {"endless body cut off",
       {"HTTP/1.1 200 OK\r\n\r\nhel", Then::cut},
       CALLOUT_E_UNAVAILABLE,
       CALLOUT_E_OUTCOME_UNKNOWN,
       "closed"},
      {"nothing, closed", {"", Then::close}, CALLOUT_E_UNAVAILABLE, CALLOUT_E_OUTCOME_UNKNOWN, "closed"},
      {"nothing, reset", {"", Then::reset}, CALLOUT_E_UNAVAILABLE, CALLOUT_E_OUTCOME_UNKNOWN, "reset"},
      {"head too large",
       {ok_answer("x", long_line), Then::next},
       CALLOUT_E_LIMIT,
       CALLOUT_E_LIMIT,
       "over 4096 bytes"},
      {"body too large",
       {ok_answer(std::string(2000, 'x')), Then::next},
       CALLOUT_E_LIMIT,
       CALLOUT_E_LIMIT,
       "over 1000 bytes"},
  };
  rest::ClientOptions options = trusting_options();
  options.header_limit = 4096;
  options.body_limit = 1000;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto got = exchange(row.reaction, get(), options);
    REQUIRE(got.has_error());
    CAPTURE(got.error().detail());
    CHECK(got.error().status == row.of_get);
    CHECK(got.error().detail().find(row.says) != std::string_view::npos);
    const auto posted = exchange(row.reaction, post(), options);
    REQUIRE(posted.has_error());
    CHECK(posted.error().status == row.of_post);
  }
}

TEST_CASE("client: writes the request it was given, and its own headers") {
  const TlsServer server([](const std::string&, int) { return Reaction{ok_answer("{}")}; });
  rest::ClientOptions options = trusting_options();
  options.user_agent = "callout-test/1";
  rest::HttpRequest request = post(R"({"a":1})");
  request.target = "/incidents?statuses%5B%5D=triggered";
  request.headers = {{"Content-Type", "application/json"}, {"From", "sre@example.com"}};
  REQUIRE(rest::HttpClient(options).send(origin_of(server), request, patience()).has_value());
  const std::string sent = server.requests().at(0);
  CAPTURE(sent);
  CHECK(sent.find("POST /incidents?statuses%5B%5D=triggered HTTP/1.1\r\n") == 0);
  CHECK(sent.find("\r\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n") != std::string::npos);
  CHECK(sent.find("\r\nUser-Agent: callout-test/1\r\n") != std::string::npos);
  CHECK(sent.find("\r\nFrom: sre@example.com\r\n") != std::string::npos);
  CHECK(sent.find("\r\nContent-Length: 7\r\n") != std::string::npos);
  CHECK(sent.find("\r\nAccept-Encoding: gzip\r\n") != std::string::npos);
  CHECK(sent.substr(sent.size() - 7) == R"({"a":1})");
}

TEST_CASE("client: refuses a request that would be read as another") {
  const TlsServer server([](const std::string&, int) { return Reaction{ok_answer("{}")}; });

  struct Row {
    std::string_view name;
    std::string target;
    rest::Header header;
    std::string_view says;
  };

  const Row rows[] = {
      {"a line break in a value", "/", {"X-A", "b\r\nX-Evil: c"}, "header X-A holds a control character"},
      {"a name that is no token", "/", {"X A", "b"}, "a name that HTTP cannot carry"},
      {"an empty name", "/", {"", "b"}, "a name that HTTP cannot carry"},
      {"another host", "/", {"host", "example.com"}, "header host cannot be set"},
      {"another length", "/", {"Content-Length", "0"}, "cannot be set"},
      {"a line break in the target", "/a\r\nX: y", {"X-A", "b"}, "target"},
      {"a target with a space", "/a HTTP/1.1", {"X-A", "b"}, "target"},
      {"a value that Beast cannot keep", "/", {"X-A", std::string(70'000, 'b')}, "header X-A is longer than"},
      {"a URL as target", "https://example.com/", {"X-A", "b"}, "target"},
  };
  rest::HttpClient client(trusting_options());
  for (const Row& row : rows) {
    CAPTURE(row.name);
    rest::HttpRequest request = get(row.target);
    request.headers = {row.header};
    const auto response = client.send(origin_of(server), request, patience());
    REQUIRE(response.has_error());
    CHECK(response.error().status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(response.error().detail().find(row.says) != std::string_view::npos);
    CHECK(response.error().detail().find("Evil") == std::string_view::npos);
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("client: speaks plain HTTP to an http origin") {
  const TlsServer server([](const std::string&, int) { return Reaction{ok_answer("[1]")}; },
                         {.speaks = Speaks::plain});
  rest::HttpClient client({});
  for (int i = 0; i < 2; ++i) {
    const auto response = client.send(origin_of(server, rest::Scheme::http), get(), patience());
    REQUIRE(response.has_value());
    CHECK(response->body == "[1]");
  }
  CHECK(server.connections() == 1);
}
