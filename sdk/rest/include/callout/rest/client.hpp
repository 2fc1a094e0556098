#pragma once

/// An HTTPS client that keeps connections.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <callout/rest/http.hpp>
#include <callout/rest/proxy.hpp>
#include <callout/rest/result.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/wait_limit.hpp>

namespace callout::rest {

struct ClientOptions {
  /// PEM file of the authorities to trust instead of the system's. Empty: SSL_CERT_FILE and SSL_CERT_DIR as
  /// OpenSSL reads them, else the system's folder.
  std::string ca_file = {};
  /// PEM file of the certificate to show to servers that ask for one, and those that it was issued by. Empty:
  /// none.
  std::string client_certificate = {};
  std::string client_key = {};            ///< PEM file of its private key; empty: in client_certificate
  std::string client_key_passphrase = {}; ///< a secret; needed for an encrypted key only
  /// SHA-256 of SubjectPublicKeyInfo, base64 (RFC 7469, 2.4): the verified chain must hold one of these keys.
  /// Empty: any will do.
  std::vector<std::string> pin_sha256 = {};
  /// Takes any certificate. With pins, the server's own key must be one of them.
  bool insecure_skip_verify = false;
  ProxyChoice proxy = {}; ///< none by default: the environment is read by whoever makes the options
  std::string user_agent = "callout";
  std::uint32_t header_limit = 64 * 1024; ///< bytes of an answer's head, and of its trailers
  std::uint64_t body_limit = std::uint64_t{64} * 1024 * 1024; ///< bytes of an answer's body, unpacked
  bool accept_gzip = true; ///< offers to take answers packed; they are unpacked whether offered or not
  std::chrono::milliseconds connect_timeout{10'000}; ///< name look-up, TCP and TLS together
  std::chrono::milliseconds head_timeout{120'000};   ///< from the request's last byte to the end of the head
  std::chrono::milliseconds body_timeout{60'000};    ///< between one piece of the body and the next
  std::chrono::milliseconds total_timeout{600'000};  ///< from the request's first byte to the answer's last
  std::chrono::milliseconds idle_lifetime{30'000};   ///< an idle connection older than this is not used
  std::size_t idle_per_origin = 32;                  ///< idle connections kept per origin
  /// A request that is not idempotent takes no connection that was idle for longer. Servers commonly close
  /// after 5 s or more; one that closes just as the request arrives leaves its outcome unknown, while a new
  /// connection with a resumed session costs a round trip or two.
  std::chrono::milliseconds idle_before_write{2'000};
  std::chrono::milliseconds connection_lifetime{600'000}; ///< an older connection serves no other request
  std::size_t connections_per_origin = 64; ///< in use at once, others wait for one in turn; 0: no limit
};

/// What sending one request came to, for whoever watches: a redirect that was followed and an attempt on a
/// kept connection that was repeated are told too, each with the request as it was sent. Called by the
/// sender's thread.
using ExchangeObserver = std::function<void(const HttpRequest& sent, const Result<HttpResponse>& outcome)>;

/// Sends requests over HTTP/1.1, TLS 1.2 or newer. Thread-safe: each exchange runs on its caller's thread and
/// has a connection of its own, taken from those that are idle or newly made. When an origin's are all in
/// use, callers wait for one in the order in which they came.
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
  /// A body that was packed by gzip arrives unpacked, without its Content-Encoding and Content-Length. A
  /// GET or HEAD follows up to five redirects within its origin; any other redirect is an answer. No request
  /// goes to another origin.
  /// A request that met a kept connection already closed by the server goes out once more on a new one, if
  /// it is idempotent; no other request is ever sent twice.
  Result<HttpResponse> send(const Origin& origin,
                            const HttpRequest& request,
                            const sdk::WaitLimit& limit,
                            const ExchangeObserver& observer = {});

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace callout::rest
