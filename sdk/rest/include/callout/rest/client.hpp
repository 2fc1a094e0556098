#pragma once

/// An HTTPS client that keeps connections.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/wait_limit.hpp>

namespace callout::rest {

struct ClientOptions {
  /// PEM file of the authorities to trust instead of the system's. Empty: SSL_CERT_FILE and SSL_CERT_DIR as
  /// OpenSSL reads them, else the system's folder.
  std::string ca_file = {};
  std::string user_agent = "callout";
  std::uint32_t header_limit = 64 * 1024;                     ///< bytes of an answer's head
  std::uint64_t body_limit = std::uint64_t{64} * 1024 * 1024; ///< bytes of an answer's body
  std::chrono::milliseconds connect_timeout{10'000};          ///< name look-up, TCP and TLS together
  std::chrono::milliseconds idle_lifetime{30'000}; ///< an idle connection older than this is not used
  std::size_t idle_per_origin = 32;                ///< idle connections kept per origin
};

/// Sends requests over HTTP/1.1, TLS 1.2 or newer. Thread-safe: each exchange runs on its caller's thread and
/// has a connection of its own, taken from those that are idle or newly made.
class HttpClient {
public:
  /// Reads no file and touches no network: trust is loaded by the first connection.
  explicit HttpClient(ClientOptions options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Sends one request and waits for its whole answer, whatever its status. Every wait ends at the limit's
  /// deadline or stop. Problems:
  /// CALLOUT_E_INVALID_ARGUMENT: a header that HTTP cannot carry, or an unusable ca_file;
  /// CALLOUT_E_UNAVAILABLE: not sent (no address, no connection, certificate not trusted), or lost although
  /// idempotent; CALLOUT_E_OUTCOME_UNKNOWN: lost after it may have arrived, and not idempotent;
  /// CALLOUT_E_DEADLINE, CALLOUT_E_CANCELLED: with "outcome": "unknown" when it may have taken effect;
  /// CALLOUT_E_LIMIT: the answer is too large.
  /// A request that met a kept connection already closed by the server goes out once more on a new one, if
  /// it is idempotent; no other request is ever sent twice.
  Result<HttpResponse> send(const Origin& origin, const HttpRequest& request, const sdk::WaitLimit& limit);

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace callout::rest
