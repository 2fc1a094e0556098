#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sandbox/certificate.hpp>

#include "test_authority.hpp"

namespace callout::test {

/// What a server does after it has written an answer.
enum class Then : std::uint8_t {
  next,  ///< reads another request
  close, ///< ends the TLS session in order, then the connection
  cut,   ///< ends the connection without ending the TLS session
  reset, ///< resets the connection
  stall, ///< says nothing more until the client is gone
  halt   ///< neither reads nor says anything until the server ends
};

/// The reaction to one request, byte for byte.
struct Reaction {
  std::string bytes;
  Then then = Then::next;
  std::chrono::milliseconds between{0}; ///< pause before each byte; 0: all at once
};

/// A handshake as the server saw it.
struct Handshake {
  bool resumed = false;
  std::string protocols = {}; ///< offered by the client, as on the wire (RFC 7301, 3.1)
};

/// "HTTP/1.1 200 OK" with this body, its length and more header lines ("X-A: b\r\n").
std::string ok_answer(const std::string& body, const std::string& header_lines = {});

enum class Speaks : std::uint8_t { tls, plain, tls_1_1, tls_1_2, nothing };

struct TlsServerOptions {
  const sandbox::Identity* identity = nullptr; ///< null: loopback_identity()
  Speaks speaks = Speaks::tls;
  std::uint16_t port = 0;          ///< 0: any that is free
  std::string client_ca_file = {}; ///< set: clients must show a certificate of this authority
  bool reads_bodies = true;        ///< false: reacts to a request's head, and leaves the rest unread
};

/// Listens on 127.0.0.1, a thread per connection. Thread-safe.
class TlsServer {
public:
  /// `number` counts the requests of one connection from 0. Called from several threads.
  using Script = std::function<Reaction(const std::string& request, int number)>;

  explicit TlsServer(Script script, TlsServerOptions options = {});
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// Every request so far as it was received: head and body.
  [[nodiscard]] std::vector<std::string> requests() const;

  /// Every handshake that was completed.
  [[nodiscard]] std::vector<Handshake> handshakes() const;

  /// How many connections were accepted.
  [[nodiscard]] int connections() const { return connections_; }

  /// How many connections have been closed, from either side.
  [[nodiscard]] int closed() const { return closed_; }

  /// Ends the connections that are open now.
  void drop_connections();

private:
  class Peer;

  void accept_all();
  void serve(int socket);
  void serve_requests(Peer& peer);
  void pause(std::chrono::milliseconds duration);

  Script script_;
  TlsServerOptions options_;
  void* tls_ = nullptr;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::atomic<int> closed_ = 0;
  mutable std::mutex mutex_; // of the members below
  bool ending_ = false;
  std::condition_variable ending_begins_;
  std::vector<Handshake> handshakes_;
  std::vector<std::string> requests_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

} // namespace callout::test
