#pragma once

/// From an error answer to a problem. Pure.

#include <chrono>
#include <optional>
#include <string_view>

#include <callout/rest/http.hpp>
#include <callout/sdk/problem.hpp>

namespace callout::rest {

/// What is known of the exchange besides its answer.
struct ProblemContext {
  std::string_view service; ///< names the other side in texts and prefixes its codes: "pagerduty"
  bool idempotent = false;  ///< of the request
  std::chrono::system_clock::time_point now = std::chrono::system_clock::now(); ///< for dates in Retry-After
};

/// The problem that an answer with a status other than 2xx stands for: callout_status, "status", "detail",
/// and where the answer has them "code" ("pagerduty.2020"), "errors", "request_id", "retryable",
/// "retry_after_ms". Texts come from the JSON bodies that APIs use (RFC 9457, {"error": {...}},
/// {"message"}, {"error", "error_description"}, SCIM); never from HTML.
sdk::Problem map_problem(const HttpResponse& response, const ProblemContext& context);

/// For services that answer JSON alone: the problem that a 2xx answer with an HTML page stands for, or
/// nothing. CALLOUT_E_UNAVAILABLE, or CALLOUT_E_OUTCOME_UNKNOWN for a request that is not idempotent.
std::optional<sdk::Problem> refuse_page(const HttpResponse& response, const ProblemContext& context);

} // namespace callout::rest
