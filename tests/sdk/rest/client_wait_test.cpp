// Every wait ends: at the deadline, by a stop, or because nobody is there.
#include <optional>
#include <thread>

#include <doctest/doctest.h>

#include "client_fixture.hpp"
#include "full_listener.hpp"

namespace {

using namespace callout;
using namespace callout::test;
using Clock = std::chrono::steady_clock;

// Far below the server's patience, which is endless, and far above what a busy machine needs.
constexpr std::chrono::seconds prompt{5}; // what stalls does so for ever

struct Stall {
  std::string_view name;
  std::string bytes;
  Speaks speaks = Speaks::tls;
  bool sent = true; ///< the request has left by then
};

const Stall stalls[] = {
    {"in the handshake", "", Speaks::nothing, false},
    {"before the head", ""},
    {"within the head", "HTTP/1.1 200 OK\r\nContent-"},
    {"within the body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel"},
    {"within a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhel"},
};

TlsServer::Script stalling(const Stall& stall) {
  return [&stall](const std::string&, int) {
    return Reaction{stall.bytes, Then::stall};
  };
}

void check_outcome(const sdk::Problem& problem, bool unknown) {
  CAPTURE(problem.detail());
  const auto* const outcome = problem.members.if_contains("outcome");
  CHECK((outcome != nullptr && *outcome == "unknown") == unknown);
}

} // namespace

TEST_CASE("client: the deadline ends every wait") {
  for (const Stall& stall : stalls) {
    for (const bool posts : {false, true}) {
      CAPTURE(stall.name);
      const TlsServer server(stalling(stall), {.speaks = stall.speaks});
      rest::HttpClient client(trusting_options());
      const auto begin = Clock::now();
      const sdk::WaitLimit limit{.deadline = begin + std::chrono::milliseconds(500), .stop = {}};
      const auto response = client.send(origin_of(server), posts ? post() : get(), limit);
      CHECK(Clock::now() - begin < prompt);
      REQUIRE(response.has_error());
      CHECK(response.error().status == CALLOUT_E_DEADLINE);
      check_outcome(response.error(), posts && stall.sent);
    }
  }
}

TEST_CASE("client: a stop ends every wait at once") {
  for (const Stall& stall : stalls) {
    CAPTURE(stall.name);
    const TlsServer server(stalling(stall), {.speaks = stall.speaks});
    rest::HttpClient client(trusting_options());
    std::stop_source stop;
    std::optional<rest::Result<rest::HttpResponse>> response;
    std::jthread caller([&] {
      response = client.send(
          origin_of(server), post(), {.deadline = Clock::time_point::max(), .stop = stop.get_token()});
    });
    wait_until([&] { return stall.sent ? !server.requests().empty() : server.connections() > 0; });
    const auto begin = Clock::now();
    stop.request_stop();
    caller.join();
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    CHECK(took < prompt);
    MESSAGE("stopped ", stall.name, " within ", took.count(), " ms");
    REQUIRE(response->has_error());
    CHECK(response->error().status == CALLOUT_E_CANCELLED);
    check_outcome(response->error(), stall.sent);
  }
}

TEST_CASE("client: a limit that is over lets nothing out") {
  const TlsServer server([](const std::string&, int) { return Reaction{ok_answer("{}")}; });
  rest::HttpClient client(trusting_options());
  CHECK(client.send(origin_of(server), get(), patience()).has_value()); // leaves a kept connection
  std::stop_source stopped;
  stopped.request_stop();

  struct Row {
    sdk::WaitLimit limit;
    callout_status status = CALLOUT_OK;
  };

  const Row rows[] = {
      {{.deadline = Clock::now() - std::chrono::seconds(1), .stop = {}}, CALLOUT_E_DEADLINE},
      {{.deadline = Clock::time_point::max(), .stop = stopped.get_token()}, CALLOUT_E_CANCELLED},
  };
  for (const Row& row : rows) {
    for (const std::string host : {"127.0.0.1", "localhost"}) {
      const auto response = client.send({rest::Scheme::https, host, server.port()}, post(), row.limit);
      REQUIRE(response.has_error());
      CHECK(response.error().status == row.status);
      check_outcome(response.error(), false);
    }
  }
  CHECK(server.requests().size() == 1);
}

TEST_CASE("client: a call works after one that was interrupted") {
  const TlsServer server([](const std::string& request, int) {
    return request.find("/slow") != std::string::npos ? Reaction{"", Then::stall} : Reaction{ok_answer("{}")};
  });
  rest::HttpClient client(trusting_options());
  for (int i = 0; i < 3; ++i) {
    const sdk::WaitLimit soon{.deadline = Clock::now() + std::chrono::milliseconds(50), .stop = {}};
    CHECK(client.send(origin_of(server), get("/slow"), soon).has_error());
    CHECK(client.send(origin_of(server), get(), patience()).has_value());
  }
}

TEST_CASE("client: a connection that nobody takes ends at the connect timeout, as not sent") {
  FullListener listener;
  rest::ClientOptions options;
  options.connect_timeout = std::chrono::milliseconds(100);
  const auto begin = Clock::now();
  const auto response =
      rest::HttpClient(options).send({rest::Scheme::https, "127.0.0.1", listener.port()}, post(), patience());
  CHECK(Clock::now() - begin < prompt);
  REQUIRE(response.has_error());
  CAPTURE(response.error().detail());
  CHECK(response.error().status == CALLOUT_E_UNAVAILABLE);
  CHECK(response.error().detail().find("not done within 100 ms") != std::string_view::npos);
}

TEST_CASE("client: nobody there is a problem that names the host and may be tried again") {
  std::uint16_t free_port = 0;
  {
    const TlsServer gone([](const std::string&, int) { return Reaction{}; });
    free_port = gone.port();
  }

  struct Row {
    rest::Origin origin;
    std::string_view says;
  };

  const Row rows[] = {
      {{rest::Scheme::https, "127.0.0.1", free_port}, "connecting to 127.0.0.1 port"},
      {{rest::Scheme::https, "localhost", free_port}, "Connection refused"},
      {{rest::Scheme::https, "nonexistent.invalid", 443}, "looking up the address of nonexistent.invalid"},
  };
  for (const Row& row : rows) {
    const auto response = rest::HttpClient({}).send(row.origin, post(), patience());
    REQUIRE(response.has_error());
    CAPTURE(response.error().detail());
    CHECK(response.error().status == CALLOUT_E_UNAVAILABLE);
    if (row.origin.port == free_port) { // a name service may call the other one unknown, or be out of reach
      CHECK(response.error().members.at("retryable").as_bool());
    }
    CHECK(response.error().detail().find(row.says) != std::string_view::npos);
  }
}
