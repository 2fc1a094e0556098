// Which of several addresses wins.
#include <array>

#include <arpa/inet.h>
#include <dialer.hpp>
#include <doctest/doctest.h>
#include <sys/socket.h>

#include "client_fixture.hpp"
#include "full_listener.hpp"

namespace {

using namespace callout;
using namespace callout::test;
using Outcome = std::variant<rest::Socket, rest::TransportFailure>;

constexpr in_addr_t loopback_2 = 0x7f000002; // 127.0.0.2

TlsServer::Script silent() {
  return [](const std::string&, int) {
    return Reaction{};
  };
}

std::string winner(const Outcome& outcome) {
  const auto* const socket = std::get_if<rest::Socket>(&outcome);
  if (socket == nullptr) {
    return "none: " + std::get<rest::TransportFailure>(outcome).reason;
  }
  sockaddr_in address{};
  socklen_t size = sizeof address;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the C interface wants it
  getpeername(socket->descriptor(), reinterpret_cast<sockaddr*>(&address), &size);
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
  return text.data();
}

} // namespace

TEST_CASE("interleave: families alternate, beginning with the first, each in its own order") {
  struct Row {
    rest::Addresses given;
    rest::Addresses tried;
  };

  const Row rows[] = {
      {{}, {}},
      {{"10.0.0.1"}, {"10.0.0.1"}},
      {{"::1", "::2", "10.0.0.1"}, {"::1", "10.0.0.1", "::2"}},
      {{"10.0.0.1", "10.0.0.2", "::1", "::2"}, {"10.0.0.1", "::1", "10.0.0.2", "::2"}},
      {{"::1", "::2", "::3"}, {"::1", "::2", "::3"}},
      {{"::1", "10.0.0.1", "10.0.0.2", "10.0.0.3"}, {"::1", "10.0.0.1", "10.0.0.2", "10.0.0.3"}},
  };
  for (const Row& row : rows) {
    CHECK(rest::interleave(row.given) == row.tried);
  }
}

TEST_CASE("dial: an address that hangs does not keep the next one from winning") {
  const TlsServer server(silent());
  const FullListener hanging(loopback_2, server.port());
  const Outcome outcome = rest::dial({"127.0.0.2", "127.0.0.1"}, server.port(), patience());
  CHECK(winner(outcome) == "127.0.0.1");
}

TEST_CASE("dial: an address that refuses makes way for the next one at once") {
  const TlsServer server(silent());
  for (const std::string dead : {"127.0.0.2", "::1", "no address at all"}) {
    CAPTURE(dead);
    const Outcome outcome = rest::dial({dead, "127.0.0.1"}, server.port(), patience());
    CHECK(winner(outcome) == "127.0.0.1");
  }
}

TEST_CASE("dial: the first address wins when it answers") {
  const TlsServer server(silent());
  CHECK(winner(rest::dial({"127.0.0.1", "127.0.0.2"}, server.port(), patience())) == "127.0.0.1");
}

TEST_CASE("dial: fails when no address is left, by the reason of the last") {
  std::uint16_t free_port = 0;
  {
    const TlsServer gone(silent());
    free_port = gone.port();
  }

  struct Row {
    rest::Addresses addresses;
    std::string_view reason;
  };

  const Row rows[] = {
      {{"127.0.0.1", "127.0.0.2"}, "Connection refused"},
      {{}, "Cannot assign requested address"},
  };
  for (const Row& row : rows) {
    const Outcome outcome = rest::dial(row.addresses, free_port, patience());
    const auto* const failure = std::get_if<rest::TransportFailure>(&outcome);
    REQUIRE(failure != nullptr);
    CHECK(failure->phase == rest::Phase::connecting);
    CHECK(failure->kind == rest::FailureKind::network);
    CHECK(failure->reason == row.reason);
  }
}
