// What TLS carries from one connection to the next.
#include <array>

#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;

// Each request needs a connection of its own.
Reaction answer_and_close(const std::string& /*request*/, int /*number*/) {
  return {ok_answer("{}", "Connection: close\r\n"), Then::close};
}

void check_resumed(const TlsServer& server, std::size_t at, bool resumed) {
  const auto handshakes = server.handshakes();
  REQUIRE(handshakes.size() > at);
  CHECK(handshakes[at].resumed == resumed);
}

} // namespace

TEST_CASE("client: every connection after the first resumes its session") {
  const TlsServer server(&answer_and_close);
  rest::HttpClient client(trusting_options());
  for (std::size_t i = 0; i < 4; ++i) {
    CAPTURE(i);
    REQUIRE(client.send(origin_of(server), get(), patience()).has_value());
    check_resumed(server, i, i > 0);
  }
}

TEST_CASE("client: a session is not shown to another origin, nor to another client") {
  const TlsServer server(&answer_and_close);
  const TlsServer other(&answer_and_close);
  rest::HttpClient client(trusting_options());
  REQUIRE(client.send(origin_of(server), get(), patience()).has_value());
  REQUIRE(client.send(origin_of(other), get(), patience()).has_value());
  check_resumed(other, 0, false);
  REQUIRE(client.send({rest::Scheme::https, "localhost", server.port()}, get(), patience()).has_value());
  check_resumed(server, 1, false);
  rest::HttpClient stranger(trusting_options());
  REQUIRE(stranger.send(origin_of(server), get(), patience()).has_value());
  check_resumed(server, 2, false);
}

TEST_CASE("client: a session whose server has forgotten it does no harm") {
  auto server = std::make_unique<TlsServer>(&answer_and_close);
  const std::uint16_t port = server->port();
  rest::HttpClient client(trusting_options());
  REQUIRE(client.send(origin_of(*server), get(), patience()).has_value());
  server.reset();
  server = std::make_unique<TlsServer>(&answer_and_close, TlsServerOptions{.port = port});
  REQUIRE(client.send(origin_of(*server), get(), patience()).has_value());
  check_resumed(*server, 0, false);
}

TEST_CASE("client: offers HTTP/1.1, and nothing else, in the handshake") {
  const TlsServer server(&answer_and_close);
  rest::HttpClient client(trusting_options());
  REQUIRE(client.send(origin_of(server), get(), patience()).has_value());
  CHECK(server.handshakes().at(0).protocols == "\x08http/1.1");
}

TEST_CASE("client: tells where the time of an exchange went") {
  const TlsServer server([](const std::string&, int) { return Reaction{ok_answer("{}")}; });
  rest::HttpClient client(trusting_options());
  const std::array<rest::Result<rest::HttpResponse>, 2> answers{
      client.send({rest::Scheme::https, "localhost", server.port()}, get(), patience()),
      client.send({rest::Scheme::https, "localhost", server.port()}, get(), patience())};
  REQUIRE(answers[0].has_value());
  REQUIRE(answers[1].has_value());
  const rest::ExchangeTiming fresh = answers[0]->timing;
  const rest::ExchangeTiming kept = answers[1]->timing;
  CHECK_FALSE(fresh.reused);
  CHECK(fresh.resolve.count() > 0);
  CHECK(fresh.connect.count() > 0);
  CHECK(fresh.handshake.count() > 0);
  CHECK(kept.reused);
  CHECK((kept.resolve + kept.connect + kept.handshake).count() == 0);
  for (const rest::ExchangeTiming& timing : {fresh, kept}) {
    CHECK(timing.wait.count() > 0);
    CHECK(timing.transfer.count() >= 0);
  }
}
