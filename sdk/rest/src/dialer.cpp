#include "dialer.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace callout::rest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds head_start{250}; // RFC 8305, 8: the recommended connection attempt delay

bool is_v6(const std::string& address) {
  return address.find(':') != std::string::npos;
}

std::string text_of(int code) {
  return std::generic_category().message(code);
}

// Wakes a poll from another thread.
class Wakeup {
public:
  Wakeup() : descriptor_(::eventfd(0, EFD_CLOEXEC)) {}

  ~Wakeup() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }

  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }

  void wake() const noexcept { ::eventfd_write(descriptor_, 1); }

private:
  int descriptor_;
};

// Connecting without waiting for it. No value: it failed at once, and errno says why.
std::optional<Socket> begin_connect(const std::string& address, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
    errno = EADDRNOTAVAIL;
    return std::nullopt;
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  Socket socket(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket.descriptor() < 0 ||
      (::connect(socket.descriptor(), found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS)) {
    return std::nullopt;
  }
  return socket;
}

// From now on its waits are bounded by their own timeouts.
void make_blocking(const Socket& socket) {
  const int flags = ::fcntl(socket.descriptor(), F_GETFL);    // NOLINT(*-vararg): the only way
  ::fcntl(socket.descriptor(), F_SETFL, flags & ~O_NONBLOCK); // NOLINT(*-vararg,*-signed-bitwise): see above
  const int on = 1;
  ::setsockopt(socket.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// Several connections under way, of which the first to be made wins.
class Race {
public:
  Race(const Addresses& addresses, std::uint16_t port, const sdk::WaitLimit& limit)
      : addresses_(interleave(addresses)), port_(port), limit_(limit) {}

  std::variant<Socket, TransportFailure> run() {
    const std::stop_callback on_stop(limit_.stop, [this] { wakeup_.wake(); });
    for (;;) {
      if (const auto over = interruption_of(limit_)) {
        return TransportFailure{.phase = Phase::connecting, .kind = *over};
      }
      start_what_is_due();
      if (running_.empty()) {
        return TransportFailure{.phase = Phase::connecting, .reason = text_of(error_)};
      }
      if (auto winner = wait()) {
        make_blocking(*winner);
        return std::move(*winner);
      }
    }
  }

private:
  void start_what_is_due() {
    while (next_ < addresses_.size() && (running_.empty() || next_start_ <= Clock::now())) {
      if (auto socket = begin_connect(addresses_[next_++], port_)) {
        running_.push_back(std::move(*socket));
        next_start_ = Clock::now() + head_start;
      } else {
        error_ = errno;
      }
    }
  }

  [[nodiscard]] int patience() const {
    const Clock::time_point until =
        next_ < addresses_.size() ? std::min(limit_.deadline, next_start_) : limit_.deadline;
    constexpr std::chrono::milliseconds longest{60'000};
    const auto left = std::min<Clock::duration>(until - Clock::now(), longest);
    return static_cast<int>(
        std::max<std::int64_t>(std::chrono::ceil<std::chrono::milliseconds>(left).count(), 0));
  }

  std::optional<Socket> wait() {
    std::vector<pollfd> watched{{.fd = wakeup_.descriptor(), .events = POLLIN, .revents = 0}};
    for (const Socket& socket : running_) {
      watched.push_back({.fd = socket.descriptor(), .events = POLLOUT, .revents = 0});
    }
    if (::poll(watched.data(), watched.size(), patience()) <= 0) {
      return std::nullopt;
    }
    for (std::size_t i = running_.size(); i-- > 0;) {
      if (watched[i + 1].revents != 0 && settle(i)) {
        return std::move(running_[i]);
      }
    }
    return std::nullopt;
  }

  // Whether that attempt succeeded; a failed one makes room for the next at once.
  bool settle(std::size_t index) {
    int code = 0;
    socklen_t size = sizeof code;
    ::getsockopt(running_[index].descriptor(), SOL_SOCKET, SO_ERROR, &code, &size);
    if (code == 0) {
      return true;
    }
    error_ = code;
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(index));
    next_start_ = Clock::now();
    return false;
  }

  const Addresses addresses_;
  const std::uint16_t port_;
  const sdk::WaitLimit& limit_;
  Wakeup wakeup_;
  std::vector<Socket> running_;
  std::size_t next_ = 0;
  Clock::time_point next_start_;
  int error_ = EADDRNOTAVAIL; // when there is no address at all
};

} // namespace

Addresses interleave(const Addresses& addresses) {
  if (addresses.empty()) {
    return {};
  }
  Addresses first;
  Addresses second;
  for (const std::string& address : addresses) {
    (is_v6(address) == is_v6(addresses.front()) ? first : second).push_back(address);
  }
  Addresses ordered;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) {
      ordered.push_back(first[i]);
    }
    if (i < second.size()) {
      ordered.push_back(second[i]);
    }
  }
  return ordered;
}

std::variant<Socket, TransportFailure>
dial(const Addresses& addresses, std::uint16_t port, const sdk::WaitLimit& limit) {
  return Race(addresses, port, limit).run();
}

} // namespace callout::rest
