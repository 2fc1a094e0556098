// Through a proxy: real tunnels over loopback, with real TLS inside.
#include <stop_token>
#include <thread>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "client_fixture.hpp"
#include "full_listener.hpp"
#include "loopback_proxy.hpp"

namespace {

using namespace callout;
using namespace callout::test;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::string_view password = "hunter2";
constexpr std::string_view encoded = "dXNlcjpodW50ZXIy"; // user:hunter2

Reaction answer_ok(const std::string& /*request*/, int /*number*/) {
  return {ok_answer("{}")};
}

rest::Proxy with_credential(std::uint16_t port) {
  return {.host = "127.0.0.1",
          .port = port,
          .authorization = *rest::proxy_authorization("user", password, "proxy")};
}

rest::ClientOptions options_through(std::uint16_t port) {
  rest::ClientOptions options = trusting_options();
  options.proxy = rest::ProxyChoice::always(with_credential(port));
  return options;
}

std::string target_of(const TlsServer& server) {
  return "127.0.0.1:" + std::to_string(server.port());
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string whole(const sdk::Problem& problem) {
  return boost::json::serialize(problem.members);
}

} // namespace

TEST_CASE("proxy tunnel: one CONNECT with Basic, then TLS to the origin that the proxy cannot read") {
  const TlsServer server(&answer_ok);
  const LoopbackProxy proxy;
  rest::HttpClient client(options_through(proxy.port()));
  rest::HttpRequest request = post(R"({"note":"in the clear"})");
  request.headers.emplace_back("Authorization", "Bearer of-the-origin");
  REQUIRE(client.send(origin_of(server), request, patience()).has_value());

  REQUIRE(proxy.heads().size() == 1);
  const std::string head = proxy.heads().front();
  CHECK(head.starts_with("CONNECT " + target_of(server) + " HTTP/1.1\r\n"));
  CHECK(contains(head, "\r\nHost: " + target_of(server) + "\r\n"));
  CHECK(contains(head, "\r\nProxy-Authorization: Basic " + std::string(encoded) + "\r\n"));
  CHECK_FALSE(contains(head, "of-the-origin"));
  REQUIRE(server.requests().size() == 1);
  CHECK_FALSE(contains(server.requests().front(), "Proxy-Authorization"));
  CHECK_FALSE(proxy.has_seen("of-the-origin"));
  CHECK_FALSE(proxy.has_seen("in the clear"));
}

TEST_CASE("proxy tunnel: a kept connection needs no further CONNECT") {
  const TlsServer server(&answer_ok);
  const LoopbackProxy proxy;
  rest::HttpClient client(options_through(proxy.port()));
  for (int i = 0; i < 3; ++i) {
    REQUIRE(client.send(origin_of(server), get(), patience()).has_value());
  }
  CHECK(proxy.heads().size() == 1);
  CHECK(server.connections() == 1);
}

TEST_CASE("proxy tunnel: a plain origin is this machine, and not the proxy's") {
  const TlsServer server(&answer_ok, {.speaks = Speaks::plain});
  const LoopbackProxy proxy;
  rest::HttpClient client(options_through(proxy.port()));
  REQUIRE(client.send(origin_of(server, rest::Scheme::http), get("/x"), patience()).has_value());
  REQUIRE(server.requests().size() == 1);
  CHECK(server.requests().front().starts_with("GET /x HTTP/1.1\r\n"));
  CHECK(proxy.heads().empty());
}

TEST_CASE("proxy tunnel: the proxy looks names up, and no Proxy-Authorization goes without a credential") {
  sandbox::CertificateSpec names;
  names.common_name = "api.callout.test";
  names.dns_names = {"api.callout.test"};
  const sandbox::Identity identity = trusted_authority().issue(names);
  const TlsServer server(&answer_ok, {.identity = &identity});
  const LoopbackProxy proxy;
  rest::ClientOptions options = trusting_options();
  options.proxy = *rest::ProxyChoice::from(
      {.https_proxy = "http://127.0.0.1:" + std::to_string(proxy.port()), .no_proxy = {}});
  const rest::Origin by_name{rest::Scheme::https, "api.callout.test", server.port()};
  REQUIRE(rest::HttpClient(options).send(by_name, get(), patience()).has_value());
  REQUIRE(proxy.heads().size() == 1);
  CHECK(proxy.heads().front().starts_with("CONNECT api.callout.test:"));
  CHECK_FALSE(contains(proxy.heads().front(), "Proxy-Authorization"));
}

TEST_CASE("proxy tunnel: NO_PROXY wins") {
  const TlsServer server(&answer_ok);
  const LoopbackProxy proxy;
  rest::ClientOptions options = trusting_options();
  options.connect_timeout = milliseconds(300); // the address is for documentation (RFC 5737): nobody answers
  options.proxy = *rest::ProxyChoice::from(
      {.https_proxy = "http://127.0.0.1:" + std::to_string(proxy.port()), .no_proxy = "192.0.2.0/24"});
  const rest::Origin exempt{rest::Scheme::https, "192.0.2.1", server.port()};
  const auto response = rest::HttpClient(options).send(exempt, get(), patience());
  REQUIRE(response.has_error());
  CHECK(contains(response.error().detail(), "connecting to 192.0.2.1 port"));
  CHECK(proxy.heads().empty());
}

TEST_CASE("proxy tunnel: the origin's certificate is verified, not whoever the proxy leads to") {
  const sandbox::Identity impostor = TestAuthority().issue(sandbox::loopback_names());
  const TlsServer server(&answer_ok, {.identity = &impostor});
  const LoopbackProxy proxy;
  const auto response =
      rest::HttpClient(options_through(proxy.port())).send(origin_of(server), post(), patience());
  REQUIRE(response.has_error());
  CHECK(response.error().members.at("title") == "TLS certificate not trusted");
  CHECK(server.requests().empty());
}

TEST_CASE("proxy tunnel: a refusal names the proxy and its status, sends nothing and tells no secret") {
  struct Row {
    std::string_view name;
    Reaction reaction;
    bool retryable;
    std::string_view says;
    unsigned proxy_status = 0;
  };

  const Row rows[] = {
      {"credential wanted",
       {"HTTP/1.1 407 Say hunter2\r\nProxy-Authenticate: Basic\r\nContent-Length: 2\r\n\r\nno", Then::close},
       false,
       "407 Proxy Authentication Required",
       407},
      {"forbidden", {"HTTP/1.1 403 Forbidden\r\n\r\n", Then::close}, false, "403 Forbidden", 403},
      {"method unknown", {"HTTP/1.0 405 \r\n\r\n", Then::close}, false, "405 Method Not Allowed", 405},
      {"redirect",
       {"HTTP/1.1 302 Found\r\nLocation: https://evil.example\r\n\r\n", Then::close},
       false,
       "302",
       302},
      {"slow down", {"HTTP/1.1 429 \r\n\r\n", Then::close}, true, "429 Too Many Requests", 429},
      {"no way there", {"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>", Then::close}, true, "502 Bad Gateway", 502},
      {"busy", {"HTTP/1.1 503 \r\n\r\n", Then::close}, true, "503 Service Unavailable", 503},
      {"a strange status", {"HTTP/1.1 599 \r\n\r\n", Then::close}, true, "599", 599},
      {"after a 1xx", {"HTTP/1.1 103 \r\n\r\nHTTP/1.1 403 \r\n\r\n", Then::close}, false, "403", 403},
      {"closes", {"", Then::close}, true, "closed the connection without an answer"},
      {"resets", {"", Then::reset}, true, "failed: "},
      {"half a head", {"HTTP/1.1 200 OK\r\nX-", Then::close}, true, "closed the connection"},
      {"garbage", {"SSH-2.0-OpenSSH_9.2\r\n\r\n", Then::close}, true, "is not HTTP"},
      {"an endless head",
       {"HTTP/1.1 200 OK\r\nX: " + std::string(20000, 'x'), Then::close},
       true,
       "is not HTTP"},
      {"more than asked",
       {"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", Then::close},
       true,
       "sent more than"},
  };
  const TlsServer server(&answer_ok);
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const LoopbackProxy proxy([&row](const std::string& /*head*/) { return row.reaction; });
    rest::HttpClient client(options_through(proxy.port()));
    const auto response = client.send(origin_of(server), post(), patience());
    REQUIRE(response.has_error());
    const sdk::Problem& problem = response.error();
    CAPTURE(whole(problem));
    CHECK(problem.status == CALLOUT_E_UNAVAILABLE);
    CHECK(problem.members.at("retryable") == row.retryable);
    CHECK(contains(problem.detail(), "the proxy 127.0.0.1:" + std::to_string(proxy.port())));
    CHECK(contains(problem.detail(), target_of(server)));
    CHECK(contains(problem.detail(), row.says));
    CHECK(problem.members.contains("proxy_status") == (row.proxy_status != 0));
    CHECK((row.proxy_status == 0 || problem.members.at("proxy_status") == row.proxy_status));
    CHECK_FALSE(problem.members.contains("outcome"));
    CHECK_FALSE(contains(whole(problem), password));
    CHECK_FALSE(contains(whole(problem), encoded));
    CHECK(proxy.heads().size() == 1);
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("proxy tunnel: 2xx opens it, whatever headers come with it") {
  const TlsServer server(&answer_ok);
  for (const std::string_view answer : {"HTTP/1.0 200 OK\r\n\r\n",
                                        "HTTP/1.1 204 \r\n\r\n",
                                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                                        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"}) {
    CAPTURE(answer);
    const LoopbackProxy proxy([&](const std::string& /*head*/) { return Reaction{std::string(answer)}; });
    rest::HttpClient client(options_through(proxy.port()));
    CHECK(client.send(origin_of(server), get(), patience()).has_value());
  }
}

TEST_CASE("proxy tunnel: a proxy that is not there is named") {
  std::uint16_t port = 0;
  {
    const LoopbackProxy gone;
    port = gone.port();
  }
  const rest::Origin origin{rest::Scheme::https, "api.callout.test", 443};
  const auto refused = rest::HttpClient(options_through(port)).send(origin, post(), patience());
  REQUIRE(refused.has_error());
  CHECK(contains(refused.error().detail(), "connecting to the proxy 127.0.0.1:" + std::to_string(port)));
  CHECK(refused.error().members.at("retryable") == true);

  rest::ClientOptions options;
  options.proxy = rest::ProxyChoice::always(
      {.host = "proxy.invalid", .port = 3128, .authorization = {}}); // RFC 6761, 6.4
  const auto unknown = rest::HttpClient(options).send(origin, post(), patience());
  REQUIRE(unknown.has_error());
  CHECK(contains(unknown.error().detail(), "looking up the address of the proxy proxy.invalid:3128"));
}

TEST_CASE("proxy tunnel: the connect timeout, the deadline and cancel end the wait for the proxy") {
  const LoopbackProxy silent([](const std::string& /*head*/) { return Reaction{"", Then::stall}; });
  const FullListener full;
  const rest::Origin origin{rest::Scheme::https, "api.callout.test", 443};
  for (const std::uint16_t port : {silent.port(), full.port()}) {
    rest::ClientOptions options = options_through(port);
    options.connect_timeout = milliseconds(100);
    const auto late = rest::HttpClient(options).send(origin, post(), patience());
    REQUIRE(late.has_error());
    CHECK(late.error().status == CALLOUT_E_UNAVAILABLE);
    CHECK(late.error().members.at("retryable") == true);
    CHECK(contains(late.error().detail(), "not done within 100 ms"));
    CHECK(contains(late.error().detail(), "the proxy 127.0.0.1:" + std::to_string(port)));

    rest::HttpClient client(options_through(port));
    const sdk::WaitLimit soon{.deadline = Clock::now() + milliseconds(100), .stop = {}};
    const auto over = client.send(origin, post(), soon);
    REQUIRE(over.has_error());
    CHECK(over.error().status == CALLOUT_E_DEADLINE);
    CHECK_FALSE(over.error().members.contains("outcome"));

    std::stop_source stop;
    std::thread canceller([&] {
      std::this_thread::sleep_for(milliseconds(50));
      stop.request_stop();
    });
    const auto cancelled =
        client.send(origin, post(), {.deadline = patience().deadline, .stop = stop.get_token()});
    canceller.join();
    REQUIRE(cancelled.has_error());
    CHECK(cancelled.error().status == CALLOUT_E_CANCELLED);
    CHECK_FALSE(cancelled.error().members.contains("outcome"));
  }
}

TEST_CASE("proxy tunnel: after a refusal the next call asks again") {
  const TlsServer server(&answer_ok);
  std::atomic<int> asked = 0;
  const LoopbackProxy proxy([&](const std::string& head) {
    return asked++ == 0 ? Reaction{"HTTP/1.1 503 \r\n\r\n", Then::close} : LoopbackProxy::open_tunnel(head);
  });
  rest::HttpClient client(options_through(proxy.port()));
  CHECK(client.send(origin_of(server), post(), patience()).has_error());
  CHECK(client.send(origin_of(server), post(), patience()).has_value());
  CHECK(server.requests().size() == 1);
}
