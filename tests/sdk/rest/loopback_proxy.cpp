#include "loopback_proxy.hpp"

#include <array>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loopback_listener.hpp"

namespace callout::test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

sockaddr* generic(sockaddr_in& address) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the C interface wants it
  return reinterpret_cast<sockaddr*>(&address);
}

// Up to the empty line, byte for byte: what follows is the tunnel's.
std::string read_head(int socket) {
  std::string head;
  char letter = '\0';
  while (!head.ends_with("\r\n\r\n") && recv(socket, &letter, 1, 0) == 1) {
    head += letter;
  }
  return head;
}

// Of "CONNECT example.com:443 HTTP/1.1".
std::uint16_t port_of(const std::string& head) {
  const std::string target = head.substr(8, head.find(' ', 8) - 8);
  return static_cast<std::uint16_t>(std::stoi(target.substr(target.rfind(':') + 1)));
}

} // namespace

LoopbackProxy::LoopbackProxy(Script script)
    : script_(std::move(script)), listener_(listen_on_loopback(port_)) {
  acceptor_ = std::thread([this] { accept_all(); });
}

LoopbackProxy::~LoopbackProxy() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : open_) {
      shutdown(socket, SHUT_RDWR);
    }
  }
  for (std::thread& thread : threads_) { // nobody adds to them any more
    thread.join();
  }
  close(listener_);
}

Reaction LoopbackProxy::open_tunnel(const std::string& /*head*/) {
  return {"HTTP/1.1 200 Connection established\r\n\r\n"};
}

std::vector<std::string> LoopbackProxy::heads() const {
  const std::lock_guard lock(mutex_);
  return heads_;
}

bool LoopbackProxy::has_seen(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  return passed_.find(text) != std::string::npos;
}

void LoopbackProxy::accept_all() {
  for (;;) {
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) {
      return;
    }
    const std::lock_guard lock(mutex_);
    open_.push_back(client);
    threads_.emplace_back([this, client] { serve(client); });
  }
}

void LoopbackProxy::serve(int client) {
  const std::string head = read_head(client);
  if (!head.empty()) {
    {
      const std::lock_guard lock(mutex_);
      heads_.push_back(head);
    }
    const Reaction reaction = script_(head);
    send(client, reaction.bytes.data(), reaction.bytes.size(), MSG_NOSIGNAL);
    if (reaction.then == Then::stall) {
      char letter = '\0';
      recv(client, &letter, 1, 0);
    } else if (reaction.then == Then::reset) {
      const linger now{1, 0};
      setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    } else if (reaction.then == Then::next) {
      const int server = socket(AF_INET, SOCK_STREAM, 0);
      sockaddr_in address = loopback(port_of(head));
      if (connect(server, generic(address), sizeof address) == 0) {
        relay(client, server);
      }
      close(server);
    }
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, client);
  close(client);
}

void LoopbackProxy::relay(int client, int server) {
  std::array<pollfd, 2> watched{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
  while (poll(watched.data(), watched.size(), -1) > 0) {
    if ((watched[0].revents != 0 && !pass_on(client, server)) ||
        (watched[1].revents != 0 && !pass_on(server, client))) {
      return;
    }
  }
}

// False at the end of either.
bool LoopbackProxy::pass_on(int from, int to) {
  std::array<char, 16384> buffer{};
  const ssize_t count = recv(from, buffer.data(), buffer.size(), 0);
  if (count <= 0) {
    return false;
  }
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
  {
    const std::lock_guard lock(mutex_);
    passed_ += bytes;
  }
  return send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL) == count;
}

} // namespace callout::test
