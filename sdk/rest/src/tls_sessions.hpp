#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include <callout/rest/url.hpp>
#include <openssl/ssl.h>

#include "secret_text.hpp"

namespace callout::rest {

struct FreeTlsSession {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};

using TlsSession = std::unique_ptr<SSL_SESSION, FreeTlsSession>;

/// The last session of each origin, so that the next handshake there can resume it (RFC 8446, 2.2).
/// Thread-safe. Keeps them as bytes: a connection goes on using its session while another one resumes it, and
/// no two threads should share OpenSSL's object.
class TlsSessions {
public:
  void keep(const Origin& origin, const SSL_SESSION* session);

  /// Null when there is none. Yields it once: a ticket used twice lets an observer link both connections
  /// (RFC 8446, C.4).
  TlsSession take(const Origin& origin);

private:
  using Bytes = std::vector<unsigned char, WipingAllocator<unsigned char>>; // they hold the resumption secret

  std::mutex mutex_;
  std::map<Origin, Bytes> sessions_; // in the form of i2d_SSL_SESSION()
};

} // namespace callout::rest
