#include "transport_problem.hpp"

namespace callout::rest {
namespace {

std::string where(const TransportFailure& failure, const Origin& origin) {
  const std::string host = host_header(origin);
  switch (failure.phase) {
  case Phase::resolving:
    return "looking up the address of " + origin.host;
  case Phase::connecting:
    return "connecting to " + origin.host + " port " + std::to_string(origin.port);
  case Phase::handshaking:
    return "the TLS handshake with " + host;
  case Phase::sending:
    return "sending the request to " + host;
  default:
    return "waiting for the answer of " + host;
  }
}

bool outcome_unknown(const TransportFailure& failure, const HttpRequest& request) {
  return failure.sent && !request.idempotent;
}

// A call that ended before its answer: the deadline and cancel of the host.
sdk::Problem ended(const TransportFailure& failure, const Origin& origin, const HttpRequest& request) {
  const bool late = failure.kind == FailureKind::deadline;
  sdk::Problem problem = sdk::make_problem(
      late ? CALLOUT_E_DEADLINE : CALLOUT_E_CANCELLED,
      std::string(late ? "the deadline passed during " : "cancelled during ") + where(failure, origin));
  if (outcome_unknown(failure, request)) {
    problem.members["outcome"] = "unknown";
    problem.members["hint"] = "The request may have taken effect: look before you send it again.";
  }
  return problem;
}

sdk::Problem untrusted(const TransportFailure& failure, const Origin& origin) {
  sdk::Problem problem =
      sdk::make_problem(CALLOUT_E_UNAVAILABLE,
                        "the certificate of " + host_header(origin) + " was refused: " + failure.reason,
                        "Check the host in the URL; for an authority of your own, give its certificate as "
                        "`ca_file` in the connection's config.");
  problem.members["title"] = "TLS certificate not trusted";
  problem.members["retryable"] = false;
  return problem;
}

sdk::Problem too_large(const TransportFailure& failure, const Origin& origin, const HttpRequest& request) {
  sdk::Problem problem =
      sdk::make_problem(CALLOUT_E_LIMIT,
                        "the answer of " + host_header(origin) + " is too large: " + failure.reason,
                        "Ask for less at once, for instance by a smaller `limit`.");
  if (outcome_unknown(failure, request)) {
    problem.members["outcome"] = "unknown";
  }
  return problem;
}

std::string_view hint_before_sending(const TransportFailure& failure) {
  switch (failure.phase) {
  case Phase::resolving:
    return "Check the host in the connection's URL, and this machine's name service.";
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
  problem.members["retryable"] = true;
  if (failure.sent && !is_safe(request.method)) { // may have taken effect, and may do so again
    problem.members["outcome"] = "unknown";
  }
  return problem;
}

} // namespace

sdk::Problem to_problem(const TransportFailure& failure, const Origin& origin, const HttpRequest& request) {
  switch (failure.kind) {
  case FailureKind::deadline:
  case FailureKind::cancelled:
    return ended(failure, origin, request);
  case FailureKind::certificate:
    return untrusted(failure, origin);
  case FailureKind::too_large:
    return too_large(failure, origin, request);
  default:
    return lost(failure, origin, request);
  }
}

bool may_repeat(const TransportFailure& failure, const HttpRequest& request) {
  return failure.kind == FailureKind::network && !failure.answered && (request.idempotent || !failure.sent);
}

} // namespace callout::rest
