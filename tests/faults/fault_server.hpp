#pragma once

/// A TLS server on loopback that fails by script and counts what took effect.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "peer.hpp"

namespace callout::test {

/// What a server has seen since it began.
struct Seen {
  int connections = 0;
  int requests = 0; ///< whose head, or a byte of it, arrived
  int effects = 0;  ///< read whole and not refused
};

/// Tells the calls apart: the number behind "call-" in a request or an answer; 0: none.
std::size_t identity_of(std::string_view text);

/// Listens on 127.0.0.1, a thread per connection. Thread-safe.
class FaultServer {
public:
  /// The bytes of a good answer to this request.
  using Answer = std::function<std::string(const std::string& request)>;

  /// `impostor` is what Greeting::impostor shows; otherwise it is loopback_identity().
  explicit FaultServer(Answer answer, const sandbox::Identity& impostor = loopback_identity());
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  /// Replaces what was armed before.
  void arm(Script script, Lasts lasts);

  void disarm() { arm({}, Lasts::once); }

  /// Decides about each request instead of a script, one at a time; Fault() is a good answer.
  void decide_by(std::function<Fault(std::size_t identity)> decide);
  /// What "{other}" in a fault's bytes stands for.
  void set_other(const std::string& url);

  [[nodiscard]] std::uint16_t port() const { return port_; }

  [[nodiscard]] std::string url() const;
  [[nodiscard]] Seen seen() const;
  /// The most effects that one call's requests had, those that only read left out. Of requests with the same
  /// `incident_key` one takes effect, as PagerDuty promises.
  [[nodiscard]] int most_effects() const;
  /// Waits until the count of requests is reached; false when it is not within 20 seconds.
  [[nodiscard]] bool await_requests(int count) const;
  [[nodiscard]] bool await_connections(int count) const;
  /// Waits until no connection is open.
  [[nodiscard]] bool await_closed() const;

private:
  bool await(const std::function<bool()>& condition) const;
  void accept_all();
  void serve(int socket);
  void serve_requests(Peer& peer);
  bool react(Peer& peer);
  Greeting next_greeting();
  Fault next_fault();
  void count_effect(const std::string& request);
  std::string filled(std::string text, const std::string& request) const;

  Answer answer_;
  std::map<Greeting, ServerContext> contexts_; // those that speak TLS
  std::uint16_t port_ = 0;
  int listener_ = -1;        // after port_, which it sets
  mutable std::mutex mutex_; // of the members below
  mutable std::condition_variable changed_;
  std::function<Fault(std::size_t)> decide_;
  Script script_;
  Lasts lasts_ = Lasts::once;
  std::size_t next_greeting_ = 0;
  std::size_t next_fault_ = 0;
  std::string other_;
  Seen seen_;
  std::vector<std::uint8_t> effects_; // by identity
  std::set<int> open_;
  std::thread acceptor_;
};

} // namespace callout::test
