#include "loopback_listener.hpp"

#include <mutex>
#include <set>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace callout::test {
namespace {

int listen_at(std::uint16_t& port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); // a port may still be in TIME-WAIT
  socklen_t size = sizeof address;
  auto* const generic =
      reinterpret_cast<sockaddr*>(&address); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast): C API
  if (bind(listener, generic, size) != 0 || listen(listener, 128) != 0 ||
      getsockname(listener, generic, &size) != 0) {
    throw std::runtime_error("a test's server cannot listen");
  }
  port = ntohs(address.sin_port);
  return listener;
}

bool is_new(std::uint16_t port) {
  static std::mutex mutex;
  static std::set<std::uint16_t> ports;
  const std::lock_guard lock(mutex);
  return ports.insert(port).second;
}

} // namespace

// What a client learns of a server (budgets, TLS sessions) it remembers as long as the process lives. The
// next server of the same process must not inherit that by getting the port of one that is gone.
int listen_on_loopback(std::uint16_t& port) {
  if (port != 0) {
    is_new(port);
    return listen_at(port);
  }
  for (;;) {
    const int listener = listen_at(port);
    if (is_new(port)) {
      return listener;
    }
    close(listener);
    port = 0;
  }
}

} // namespace callout::test
