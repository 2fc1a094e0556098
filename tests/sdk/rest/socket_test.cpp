// A socket whose every wait ends, and that never raises a signal.
#include <array>
#include <csignal>
#include <string>
#include <thread>

#include <boost/asio/error.hpp>
#include <doctest/doctest.h>
#include <socket.hpp>
#include <sys/socket.h>

namespace {

using namespace callout;
using boost::system::error_code;
using Clock = rest::Socket::TimePoint::clock;

struct Pair {
  rest::Socket ours;
  rest::Socket theirs;
};

Pair make_pair() {
  std::array<int, 2> ends{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
  return {rest::Socket(ends[0]), rest::Socket(ends[1])};
}

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

// What signals do unless a program says otherwise, for the life of this.
class DefaultDisposition {
public:
  explicit DefaultDisposition(int number) : number_(number), before_(std::signal(number, SIG_DFL)) {}

  ~DefaultDisposition() { std::signal(number_, before_); }

  DefaultDisposition(const DefaultDisposition&) = delete;
  DefaultDisposition& operator=(const DefaultDisposition&) = delete;

private:
  int number_;
  void (*before_)(int);
};

} // namespace

TEST_CASE("socket: writing to whom is gone is an error and no signal") {
  const DefaultDisposition disposition(SIGPIPE); // a signal would end this program
  Pair pair = make_pair();
  pair.theirs = rest::Socket();
  error_code error;
  CHECK(pair.ours.send(bytes_of("hello"), error) == 0);
  CHECK(error == boost::asio::error::broken_pipe);
}

TEST_CASE("socket: tells the end of the other side from silence, and silence from a word") {
  Pair pair = make_pair();
  CHECK(pair.ours.silent());
  error_code error;
  CHECK(pair.theirs.send(bytes_of("x"), error) == 1);
  CHECK_FALSE(pair.ours.silent());
  std::array<std::byte, 8> room{};
  CHECK(pair.ours.receive(room, error) == 1);
  CHECK(pair.ours.silent());
  pair.theirs = rest::Socket();
  CHECK_FALSE(pair.ours.silent());
  CHECK(pair.ours.receive(room, error) == 0);
  CHECK(error == boost::asio::error::eof);
}

TEST_CASE("socket: each wait ends at its limit, in both directions") {
  Pair pair = make_pair();
  std::array<std::byte, 8> room{};
  error_code error;
  pair.ours.wait_until(Clock::now() + std::chrono::milliseconds(20));
  CHECK(pair.ours.receive(room, error) == 0);
  CHECK(error == boost::system::errc::timed_out);
  const std::string much(1 << 20, 'x');
  do {
    pair.ours.wait_until(Clock::now() + std::chrono::milliseconds(20));
    pair.ours.send(bytes_of(much), error);
  } while (!error); // until the other side's buffer is full
  CHECK(error == boost::system::errc::timed_out);
  pair.ours.wait_until(Clock::time_point::max());
  CHECK(pair.theirs.send(bytes_of("late"), error) == 4);
  CHECK(pair.ours.receive(room, error) == 4);
}

TEST_CASE("socket: an interrupt ends a wait that has no limit, and every later one") {
  Pair pair = make_pair();
  std::array<std::byte, 8> room{};
  error_code error;
  const std::jthread interrupter([&] { pair.ours.interrupt(); });
  CHECK(pair.ours.receive(room, error) == 0);
  CHECK(error == boost::asio::error::eof);
  CHECK(pair.ours.send(bytes_of("x"), error) == 0);
  CHECK(error == boost::asio::error::broken_pipe);
}
