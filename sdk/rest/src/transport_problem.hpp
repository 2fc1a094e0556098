#pragma once

#include <cstdint>
#include <string>

#include <callout/rest/http.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/problem.hpp>

namespace callout::rest {

/// The wait during which an exchange failed.
enum class Phase : std::uint8_t { resolving, connecting, handshaking, sending, receiving };

enum class FailureKind : std::uint8_t {
  network,     ///< no address, refused, reset, closed
  timeout,     ///< the connect timeout, not the call's deadline
  certificate, ///< not trusted, expired, for another host
  too_large,   ///< the answer's head or body is over its limit
  malformed,   ///< the answer is not HTTP
  deadline,    ///< of the call
  cancelled,
};

/// Why there is no answer.
struct TransportFailure {
  Phase phase = Phase::connecting;
  FailureKind kind = FailureKind::network;
  std::string reason = {}; ///< the system's or OpenSSL's text
  bool sent = false;       ///< some of the request may have arrived
  bool answered = false;   ///< some of an answer has arrived
};

/// The problem to answer the call with. Pure.
sdk::Problem to_problem(const TransportFailure& failure, const Origin& origin, const HttpRequest& request);

/// Whether a request that failed on a kept connection goes out again on a new one: the server closed the
/// connection while it was idle, and nothing can take effect twice.
bool may_repeat(const TransportFailure& failure, const HttpRequest& request);

} // namespace callout::rest
