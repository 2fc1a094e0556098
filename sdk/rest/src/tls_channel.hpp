#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <boost/system/error_code.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/url.hpp>
#include <openssl/ssl.h>

#include "socket.hpp"
#include "tls_sessions.hpp"
#include "transport_problem.hpp"

namespace callout::rest {

struct FreeTls {
  void operator()(SSL* tls) const { SSL_free(tls); }
};

/// TLS over a socket: the client's side. One thread at a time.
class TlsChannel {
public:
  /// Everything is borrowed for the channel's life. The context is one that was prepared. All channels that
  /// share sessions have the same options.
  TlsChannel(SSL_CTX* context,
             Socket& socket,
             const Origin& origin,
             TlsSessions& sessions,
             const ClientOptions& options);
  ~TlsChannel();
  TlsChannel(const TlsChannel&) = delete;
  TlsChannel& operator=(const TlsChannel&) = delete;

  /// Makes a context fit for channels. Once, before its first.
  static void prepare(SSL_CTX* context);

  /// Verifies that the other side's certificate is to be trusted, is for the origin's host and has a
  /// pinned key, unless the options say otherwise. A failure, or nothing.
  std::optional<TransportFailure> shake_hands();

  /// As Socket::receive(); asio::error::eof only when the other side said that it closes (RFC 8446, 6.1),
  /// else ssl::error::stream_truncated.
  std::size_t receive(std::span<std::byte> bytes, boost::system::error_code& error);

  /// Sends all bytes, or fails; one record for up to 16 KiB. Errors as with Socket::send().
  std::size_t send(std::span<const std::byte> bytes, boost::system::error_code& error);

  /// Whether the server ended the connection over our certificate, or the lack of one, before it answered
  /// anything. With TLS 1.3 that shows in the first receive() only, behind what was sent.
  [[nodiscard]] bool identity_refused() const { return identity_refused_; }

  /// Whether bytes are at hand that nobody has received yet.
  [[nodiscard]] bool has_pending() const { return SSL_has_pending(tls_.get()) == 1; }

private:
  // OpenSSL's way to the socket: BIO_s_socket() would raise SIGPIPE and know no limit.
  struct Link {
    Socket& socket;
    boost::system::error_code error = {};
  };

  static const BIO_METHOD* link_method();
  static int keep_session(SSL* tls, SSL_SESSION* session);
  static int verify(X509_STORE_CTX* store, void* unused);
  void read_why();
  bool has_pinned_key(X509_STORE_CTX* store);
  boost::system::error_code error_of(int result);

  Link link_;
  const Origin& origin_;
  TlsSessions& sessions_;
  const ClientOptions& options_;
  bool received_ = false;
  bool identity_refused_ = false;
  std::string strange_pin_; // of the server whose keys are not pinned
  std::unique_ptr<SSL, FreeTls> tls_;
};

} // namespace callout::rest
