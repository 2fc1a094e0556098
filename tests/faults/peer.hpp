#pragma once

/// One accepted connection of a fault server, with TLS or without.

#include <chrono>
#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "fault.hpp"

namespace callout::test {

class Peer {
public:
  /// Takes neither over. `context` null: without TLS.
  Peer(int socket, SSL_CTX* context);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  bool shake_hands();
  /// Waits for the first byte of the next request; false when the client is gone.
  bool await_request();
  /// The head of the next request; empty when the client is gone.
  std::string read_head();
  /// The body that belongs to the head, whole; false when the client is gone before.
  bool read_body(const std::string& head, std::string& body);
  /// Both are false when the client is gone.
  bool write(const std::string& bytes);
  bool drip(const std::string& bytes, std::chrono::milliseconds pause);
  void flood(const std::string& bytes);
  void end(Then then);

private:
  bool read_some();

  int socket_;
  SSL* tls_;
  std::string received_;
};

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

using ServerContext = std::unique_ptr<SSL_CTX, FreeContext>;

/// A context for a server with this identity. Throws std::runtime_error.
ServerContext make_server_context(const sandbox::Identity& identity);
/// One that speaks TLS 1.0 alone.
ServerContext make_tls_1_0_context(const sandbox::Identity& identity);

} // namespace callout::test
