#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <callout/rest/http.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/problem.hpp>
#include <callout/sdk/wait_limit.hpp>

namespace callout::rest {

/// The wait during which an exchange failed.
enum class Phase : std::uint8_t {
  queueing,
  resolving,
  connecting,
  tunnelling,
  handshaking,
  sending,
  receiving
};

enum class FailureKind : std::uint8_t {
  network,      ///< no answer of a name service, refused, reset, closed
  no_such_host, ///< the name service knows no such name
  timeout,      ///< the connect timeout, not the call's deadline
  refused,      ///< the proxy answered that it opens no tunnel
  certificate,  ///< not trusted, expired, for another host
  strange_key,  ///< none of the server's keys is pinned; the reason is its own key's pin
  identity,     ///< the server wants another client certificate than it got
  too_large,    ///< the answer's head or body is over its limit
  malformed,    ///< the answer is not HTTP
  deadline,     ///< of the call
  cancelled,
};

/// Why there is no answer.
struct TransportFailure {
  Phase phase = Phase::connecting;
  FailureKind kind = FailureKind::network;
  std::string reason = {};   ///< the system's or OpenSSL's text
  bool sent = false;         ///< some of the request may have arrived
  bool answered = false;     ///< some of an answer has arrived
  std::string proxy = {};    ///< "host:port" through which the connection was to go, or empty
  unsigned proxy_status = 0; ///< what the proxy refused with
};

/// How a wait within the limit has ended: cancelled or deadline; nothing as long as it goes on.
std::optional<FailureKind> interruption_of(const sdk::WaitLimit& limit);

/// The problem to answer the call with. Pure.
sdk::Problem to_problem(const TransportFailure& failure, const Origin& origin, const HttpRequest& request);

/// Whether a request that failed on a kept connection goes out again on a new one, untold: the server closed
/// the connection while it was idle, and nothing can have taken effect. Whatever else may be repeated is the
/// business of the retry policy, which tells what an earlier attempt may have done.
bool may_repeat(const TransportFailure& failure, const HttpRequest& request);

} // namespace callout::rest
