#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace callout::test {

/// A port whose queue is full: connecting to it neither succeeds nor fails.
class FullListener {
public:
  /// Port 0: any that is free.
  explicit FullListener(in_addr_t address = INADDR_LOOPBACK, std::uint16_t port = 0)
      : sockets_{socket(AF_INET, SOCK_STREAM, 0)} {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(address);
    address_.sin_port = htons(port);
    socklen_t size = sizeof address_;
    if (bind(sockets_[0], generic(), size) != 0 || listen(sockets_[0], 0) != 0 ||
        getsockname(sockets_[0], generic(), &size) != 0) {
      throw std::runtime_error("the test listener cannot listen");
    }
    for (int i = 0; i < 4; ++i) { // one more than the kernel queues is enough; the others do no harm
      sockets_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
      static_cast<void>(connect(sockets_.back(), generic(), size)); // it never completes: that is the point
    }
  }

  ~FullListener() {
    for (const int socket : sockets_) {
      close(socket);
    }
  }

  FullListener(const FullListener&) = delete;
  FullListener& operator=(const FullListener&) = delete;

  [[nodiscard]] std::uint16_t port() const { return ntohs(address_.sin_port); }

private:
  sockaddr* generic() {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the C interface wants it
    return reinterpret_cast<sockaddr*>(&address_);
  }

  sockaddr_in address_{};
  std::vector<int> sockets_;
};

} // namespace callout::test
