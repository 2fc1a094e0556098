#include "socket.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace callout::rest {
namespace {

using boost::system::error_code;
using std::chrono::microseconds;
using std::chrono::seconds;

error_code last_error() {
  return {errno, boost::system::system_category()};
}

// Whole seconds where they suffice, so that calls with like deadlines do not set the timeout anew; a wait
// that ends too early is taken up again.
microseconds timeout_for(std::chrono::nanoseconds left) {
  constexpr seconds longest{3600};
  constexpr seconds coarse{2};
  return left < coarse ? std::max(std::chrono::ceil<microseconds>(left), microseconds(1))
                       : microseconds(std::min(std::chrono::floor<seconds>(left), longest));
}

bool is_worth_repeating(int code) {
  return code == EINTR || code == EAGAIN || code == EWOULDBLOCK;
}

} // namespace

Socket::~Socket() {
  close();
}

Socket::Socket(Socket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      limit_(other.limit_),
      receive_timeout_(other.receive_timeout_),
      send_timeout_(other.send_timeout_) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    limit_ = other.limit_;
    receive_timeout_ = other.receive_timeout_;
    send_timeout_ = other.send_timeout_;
  }
  return *this;
}

void Socket::close() noexcept {
  if (descriptor_ >= 0) {
    ::close(std::exchange(descriptor_, -1));
  }
}

// False at the limit.
bool Socket::arm(int option, microseconds& armed, error_code& error) {
  const auto left = limit_ - std::chrono::steady_clock::now();
  if (left.count() <= 0) {
    error = make_error_code(boost::system::errc::timed_out);
    return false;
  }
  const microseconds wanted = timeout_for(left);
  if (wanted != armed) {
    const auto whole = std::chrono::floor<seconds>(wanted);
    const timeval value{.tv_sec = whole.count(), .tv_usec = (wanted - whole).count()};
    if (::setsockopt(descriptor_, SOL_SOCKET, option, &value, sizeof value) != 0) {
      error = last_error();
      return false;
    }
    armed = wanted;
  }
  return true;
}

std::size_t Socket::receive(std::span<std::byte> bytes, error_code& error) {
  error.clear();
  while (arm(SO_RCVTIMEO, receive_timeout_, error)) {
    const ssize_t count = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
    if (count > 0) {
      return static_cast<std::size_t>(count);
    }
    if (count == 0) {
      error = boost::asio::error::eof;
      return 0;
    }
    if (!is_worth_repeating(errno)) {
      error = last_error();
      return 0;
    }
  }
  return 0;
}

std::size_t Socket::send(std::span<const std::byte> bytes, error_code& error) {
  error.clear();
  while (arm(SO_SNDTIMEO, send_timeout_, error)) {
    const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      return static_cast<std::size_t>(count);
    }
    if (!is_worth_repeating(errno)) {
      error = last_error();
      return 0;
    }
  }
  return 0;
}

void Socket::interrupt() const noexcept {
  ::shutdown(descriptor_, SHUT_RDWR);
}

bool Socket::silent() const {
  std::byte byte{};
  return ::recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
         (errno == EAGAIN || errno == EWOULDBLOCK);
}

} // namespace callout::rest
