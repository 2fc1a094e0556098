#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "sandbox/certificate.hpp"
#include "sandbox/message.hpp"

namespace callout::sandbox {

/// Answers one request. Called from several threads at once.
using RequestHandler = std::function<Response(Request)>;

/// How a server listens. Limits are in bytes.
struct ServerSettings {
  std::uint16_t port = 0; ///< 0 lets the system choose
  std::uint32_t header_limit = 32 * 1024;
  std::uint64_t body_limit = std::uint64_t{2} * 1024 * 1024;
  unsigned threads = 2;
};

/// An HTTP/1.1 server over TLS on 127.0.0.1 with kept-alive connections.
///
/// The constructor binds and listens, so that port() is known and clients may connect; start() begins to
/// answer. The destructor ends every connection and joins the threads.
class Server {
public:
  /// Throws boost::system::system_error when the port is taken or the certificate is unusable.
  Server(const ServerSettings& settings, const Identity& identity);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  /// Serves in the background until stop(). Call it once.
  void start(RequestHandler handler);

  /// Ends every connection and joins the threads; harmless when repeated.
  void stop();

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace callout::sandbox
