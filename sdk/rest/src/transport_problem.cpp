#include "transport_problem.hpp"

#include <chrono>

namespace callout::rest {
namespace {

std::string where(const TransportFailure& failure, const Origin& origin) {
  const std::string host = host_header(origin);
  const bool direct = failure.proxy.empty();
  switch (failure.phase) {
  case Phase::queueing:
    return "waiting for a free connection to " + host;
  case Phase::resolving:
    return "looking up the address of " + (direct ? origin.host : "the proxy " + failure.proxy);
  case Phase::connecting:
    return "connecting to " +
           (direct ? origin.host + " port " + std::to_string(origin.port) : "the proxy " + failure.proxy);
  case Phase::tunnelling:
    return "asking the proxy " + failure.proxy + " for a tunnel to " + host;
  case Phase::handshaking:
    return "the TLS handshake with " + host + (direct ? "" : " through the proxy " + failure.proxy);
  case Phase::sending:
    return "sending the request to " + host;
  default:
    return "waiting for the answer of " + host;
  }
}

bool outcome_unknown(const TransportFailure& failure, const HttpRequest& request) {
  return failure.sent && !request.idempotent;
}

// Also of a request that may be repeated: it may have taken effect.
void add_outcome(sdk::Problem& problem, const TransportFailure& failure, const HttpRequest& request) {
  if (failure.sent && !(request.idempotent && is_safe(request.method))) {
    problem.members["outcome"] = "unknown";
  }
}

// A call that ended before its answer: the deadline and cancel of the host.
sdk::Problem ended(const TransportFailure& failure, const Origin& origin, const HttpRequest& request) {
  const bool late = failure.kind == FailureKind::deadline;
  sdk::Problem problem = sdk::make_problem(
      late ? CALLOUT_E_DEADLINE : CALLOUT_E_CANCELLED,
      std::string(late ? "the deadline passed during " : "cancelled during ") + where(failure, origin));
  add_outcome(problem, failure, request);
  if (outcome_unknown(failure, request)) {
    problem.members["hint"] = "The request may have taken effect: look before you send it again.";
  }
  return problem;
}

// Trying again would end the same way.
sdk::Problem for_good(std::string_view title, const std::string& detail, std::string_view hint) {
  sdk::Problem problem = sdk::make_problem(CALLOUT_E_UNAVAILABLE, detail, hint);
  problem.members["title"] = title;
  problem.members["retryable"] = false;
  return problem;
}

sdk::Problem untrusted(const TransportFailure& failure, const Origin& origin) {
  return for_good("TLS certificate not trusted",
                  "the certificate of " + host_header(origin) + " was refused: " + failure.reason,
                  "Check the host in the URL; for an authority of your own, give its certificate as "
                  "`ca_file` in the connection's config.");
}

sdk::Problem strange(const TransportFailure& failure, const Origin& origin) {
  return for_good(
      "TLS key not pinned",
      "the certificate of " + host_header(origin) + " has a key that is not pinned: sha256 " + failure.reason,
      "If whoever runs the server tells you that its key has changed, add the hash to `pin_sha256` in the "
      "connection's config. Else somebody is in between.");
}

// Whatever was sent, a server that has not finished the handshake has not looked at it (RFC 8446, 4.4.2).
sdk::Problem unidentified(const TransportFailure& failure, const Origin& origin) {
  return for_good("TLS client certificate refused",
                  host_header(origin) + " refused the client certificate: " + failure.reason,
                  "Give one that this server accepts: `client_certificate` and `client_key` in the "
                  "connection's config.");
}

std::string_view hint_of_refusal(unsigned status) {
  switch (status) {
  case 407: // Proxy Authentication Required
    return "Give the user name and password of the proxy: `proxy` in the connection's config, or "
           "HTTPS_PROXY.";
  case 502:
  case 503:
  case 504:
    return "The proxy cannot reach the server: check the host and port of the URL, or ask who runs the "
           "proxy.";
  default:
    return "Ask who runs the proxy whether it may reach this host and port, or list the host in NO_PROXY.";
  }
}

// The request never left. Whether the proxy will have another opinion soon is a matter of its status.
sdk::Problem refused(const TransportFailure& failure, const Origin& origin) {
  const unsigned status = failure.proxy_status;
  sdk::Problem problem = sdk::make_problem(CALLOUT_E_UNAVAILABLE,
                                           "the proxy " + failure.proxy + " refused a tunnel to " +
                                               host_header(origin) + ": " + failure.reason,
                                           hint_of_refusal(status));
  problem.members["title"] = "Proxy refused";
  problem.members["proxy_status"] = status;
  problem.members["retryable"] = status >= 500 || status == 408 || status == 429;
  return problem;
}

sdk::Problem too_large(const TransportFailure& failure, const Origin& origin, const HttpRequest& request) {
  sdk::Problem problem =
      sdk::make_problem(CALLOUT_E_LIMIT,
                        "the answer of " + host_header(origin) + " is too large: " + failure.reason,
                        "Ask for less at once, for instance by a smaller `limit`.");
  add_outcome(problem, failure, request);
  return problem;
}

std::string_view hint_before_sending(const TransportFailure& failure) {
  if (!failure.proxy.empty() && (failure.phase == Phase::resolving || failure.phase == Phase::connecting)) {
    return "Check the proxy's host and port: `proxy` in the connection's config, or HTTPS_PROXY.";
  }
  switch (failure.phase) {
  case Phase::resolving:
    return "Check the host in the connection's URL, and this machine's name service.";
  case Phase::tunnelling:
    return "Check that the proxy is an HTTP proxy, and that it may reach the server.";
  case Phase::handshaking:
    return "Check that the URL's port speaks TLS 1.2 or newer.";
  default:
    return "Check the URL's host and port, and that a firewall lets the connection through.";
  }
}

sdk::Problem lost(const TransportFailure& failure, const Origin& origin, const HttpRequest& request) {
  const std::string detail = where(failure, origin) + " failed: " + failure.reason;
  if (outcome_unknown(failure, request)) {
    return sdk::make_problem(CALLOUT_E_OUTCOME_UNKNOWN,
                             detail,
                             "The request may have taken effect: look before you send it again.");
  }
  sdk::Problem problem = sdk::make_problem(
      CALLOUT_E_UNAVAILABLE,
      detail,
      failure.sent ? "The request may be repeated; if this goes on, ask who runs the server or proxy."
                   : hint_before_sending(failure));
  problem.members["retryable"] = failure.kind != FailureKind::no_such_host;
  add_outcome(problem, failure, request);
  return problem;
}

} // namespace

std::optional<FailureKind> interruption_of(const sdk::WaitLimit& limit) {
  if (limit.stop.stop_requested()) {
    return FailureKind::cancelled;
  }
  return limit.deadline <= std::chrono::steady_clock::now() ? std::optional(FailureKind::deadline)
                                                            : std::nullopt;
}

sdk::Problem to_problem(const TransportFailure& failure, const Origin& origin, const HttpRequest& request) {
  switch (failure.kind) {
  case FailureKind::deadline:
  case FailureKind::cancelled:
    return ended(failure, origin, request);
  case FailureKind::refused:
    return refused(failure, origin);
  case FailureKind::certificate:
    return untrusted(failure, origin);
  case FailureKind::strange_key:
    return strange(failure, origin);
  case FailureKind::identity:
    return unidentified(failure, origin);
  case FailureKind::too_large:
    return too_large(failure, origin, request);
  default:
    return lost(failure, origin, request);
  }
}

bool may_repeat(const TransportFailure& failure, const HttpRequest& request) {
  return failure.kind == FailureKind::network && !failure.answered &&
         (is_safe(request.method) || !failure.sent);
}

} // namespace callout::rest
