#pragma once

/// The last steps of an action: send its request, answer its call.

#include <chrono>
#include <optional>
#include <string_view>

#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/rate_limiter.hpp>
#include <callout/rest/result.hpp>
#include <callout/rest/retry_policy.hpp>
#include <callout/rest/single_flight.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

namespace callout::rest {

/// Turns an exchange into an answer: a 2xx body that is JSON goes on as it is, an empty one becomes null,
/// any other {"content_type", "text"}; one that says it is JSON and is not is a problem. Other statuses
/// become problems (problem_mapping.hpp). `service` is ProblemContext::service.
sdk::Reply to_reply(Result<HttpResponse> response, bool idempotent, std::string_view service);

/// Sends the request within the call's wait limit and logs it at debug, neither headers nor query nor body:
/// "HTTP exchange" with method, host, path, attempt, duration_ms, status, request_id, bytes (of the body as
/// it came), and of ExchangeTiming dns_ms, connect_ms, tls_ms, wait_ms, transfer_ms (fractions) and reused;
/// or "HTTP exchange failed" with problem. `attempt` is for that record, from 1.
Result<HttpResponse> send_logged(const sdk::Request& call,
                                 HttpClient& client,
                                 const Origin& origin,
                                 const HttpRequest& request,
                                 unsigned attempt = 1);

/// How a connection sends its requests.
struct CallPolicy {
  RetryOptions retry = {};
  RateLimiter* limiter = nullptr; ///< null: no request is held back
  SingleFlight* reads = nullptr;  ///< null: identical GETs do not share an exchange
};

/// One request and where it goes.
struct Exchange {
  HttpClient& client;
  const Origin& origin;
  const HttpRequest& request;
  /// Whose budget it uses; only its digest is kept. Empty: that of its Authorization header.
  std::string_view credential = {};
  /// The name of a budget of its own, beside that of the credential; empty: the common one.
  std::string_view budget = {};
  /// The request carries an idempotency key: it may be sent again whatever became of it.
  bool keyed = false;
  /// A status that the service sends where others send 429, and which is passed on as 429; 0: none.
  unsigned limit_status = 0;
};

/// What sending came to.
struct Delivery {
  Result<HttpResponse> outcome; ///< of the last attempt
  unsigned attempts = 1;
  /// When it may be sent again, where this call could not wait for that.
  std::optional<std::chrono::milliseconds> wait = std::nullopt;
  bool earlier_may_have_acted = false; ///< an attempt before the last
};

/// send_logged() as often as the policy and the call's deadline allow, always the same bytes. A request waits
/// for its budget before each attempt. Each repetition is logged at info.
Delivery send_reliably(const sdk::Request& call, const Exchange& exchange, const CallPolicy& policy);

/// Adds to the problem that came of a delivery: "attempts" when there were several, "retry_after_ms" unless
/// it is there, and, when an earlier attempt may have taken effect, "outcome": "unknown".
void add_delivery(sdk::Problem& problem, const Delivery& delivery);

/// send_logged() and to_reply().
sdk::Reply call_rest(const sdk::Request& call,
                     HttpClient& client,
                     const Origin& origin,
                     const HttpRequest& request,
                     std::string_view service);

} // namespace callout::rest
