#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tls_server.hpp"

namespace callout::test {

/// An HTTP proxy on 127.0.0.1 for tunnels only. Whatever host a tunnel is asked for, it leads to that port on
/// this machine: names need no name service. A thread per connection. Thread-safe.
class LoopbackProxy {
public:
  /// What to answer to the head of a request. After Then::next the tunnel begins.
  using Script = std::function<Reaction(const std::string& head)>;

  explicit LoopbackProxy(Script script = &LoopbackProxy::open_tunnel);
  ~LoopbackProxy();
  LoopbackProxy(const LoopbackProxy&) = delete;
  LoopbackProxy& operator=(const LoopbackProxy&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// The head of every request so far.
  [[nodiscard]] std::vector<std::string> heads() const;

  /// How often the bytes that went through tunnels had this in them, as they were sent.
  [[nodiscard]] bool has_seen(std::string_view text) const;

  static Reaction open_tunnel(const std::string& head);

private:
  void accept_all();
  void serve(int client);
  void relay(int client, int server);
  bool pass_on(int from, int to);

  Script script_;
  std::uint16_t port_ = 0;
  int listener_ = -1;        // after port_, which it sets
  mutable std::mutex mutex_; // of the members below
  std::vector<std::string> heads_;
  std::string passed_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

} // namespace callout::test
