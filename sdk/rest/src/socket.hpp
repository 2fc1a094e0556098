#pragma once

#include <chrono>
#include <cstddef>
#include <span>

#include <boost/system/error_code.hpp>

namespace callout::rest {

/// A connected TCP socket that blocks, yet never for longer than it is told to. Used by one thread at a time,
/// but for interrupt().
class Socket {
public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Socket() = default;

  /// Takes over an open descriptor.
  explicit Socket(int descriptor) : descriptor_(descriptor) {}

  ~Socket();
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }

  /// Makes every later wait end at this time.
  void wait_until(TimePoint time) { limit_ = time; }

  /// Waits for bytes and yields how many came. The error is asio::error::eof when the other side has closed,
  /// errc::timed_out at the limit, else the system's.
  std::size_t receive(std::span<std::byte> bytes, boost::system::error_code& error);

  /// Yields how many bytes the system took, at least one. Errors as with receive().
  std::size_t send(std::span<const std::byte> bytes, boost::system::error_code& error);

  /// Ends a running and every later wait, without closing. Any thread, as long as the socket lives.
  void interrupt() const noexcept;

  /// Whether it is open with nothing to be read.
  [[nodiscard]] bool silent() const;

private:
  bool arm(int option, std::chrono::microseconds& armed, boost::system::error_code& error);
  void close() noexcept;

  int descriptor_ = -1;
  TimePoint limit_ = TimePoint::max();
  std::chrono::microseconds receive_timeout_{0}; ///< as the system has it; 0: endless
  std::chrono::microseconds send_timeout_{0};
};

} // namespace callout::rest
