#include <algorithm>
#include <string_view>

#include <boost/json/value.hpp>
#include <callout/rest/retry_policy.hpp>

#include "error_text.hpp"
#include "status_meaning.hpp"

namespace callout::rest {
namespace {

using std::chrono::milliseconds;

bool may_repeat_at_all(const Attempt& attempt) {
  switch (attempt.ending) {
  case Ending::unsent:
    return true;
  case Ending::lost:
    return attempt.idempotent;
  case Ending::answered: {
    const StatusMeaning meaning = meaning_of(attempt.status);
    return meaning.retryable && (attempt.idempotent || !meaning.may_have_acted);
  }
  default:
    return false;
  }
}

milliseconds scaled(milliseconds span, double factor) {
  return milliseconds(static_cast<milliseconds::rep>(static_cast<double>(span.count()) * factor));
}

milliseconds exponential(unsigned attempt, const RetryOptions& options) {
  constexpr unsigned most_doublings = 20;
  const auto factor = milliseconds::rep{1} << std::min(attempt - 1, most_doublings);
  return std::min(options.base_delay * factor, options.longest_wait);
}

// Callers that were told the same moment should not come at the same moment.
milliseconds next_wait(const Attempt& attempt, const RetryOptions& options, double random) {
  return attempt.asked_wait ? *attempt.asked_wait + scaled(options.base_delay, random)
                            : scaled(exponential(attempt.number, options), random);
}

bool has_value(const boost::json::value* value) {
  return value != nullptr && !value->is_null() && !(value->is_string() && value->get_string().empty());
}

} // namespace

Attempt observe(const Result<HttpResponse>& outcome,
                const HttpRequest& request,
                std::chrono::system_clock::time_point now) {
  Attempt attempt{.idempotent = request.idempotent};
  if (outcome) {
    attempt.status = outcome->status;
    attempt.asked_wait = retry_after(*outcome, now);
    return attempt;
  }
  const sdk::Problem& problem = outcome.error();
  const boost::json::value* const retryable = problem.members.if_contains("retryable");
  if (const boost::json::value* const wait = problem.members.if_contains("retry_after_ms")) {
    attempt.asked_wait = milliseconds(wait->is_int64() ? wait->get_int64() : 0);
  }
  const bool may_repeat = retryable != nullptr && *retryable == true;
  if (problem.status == CALLOUT_E_OUTCOME_UNKNOWN || (may_repeat && problem.members.contains("outcome"))) {
    attempt.ending = Ending::lost;
  } else {
    attempt.ending = may_repeat ? Ending::unsent : Ending::final;
  }
  return attempt;
}

bool may_have_acted(const Attempt& attempt) {
  return attempt.ending == Ending::lost ||
         (attempt.ending == Ending::answered && meaning_of(attempt.status).may_have_acted);
}

RetryDecision
decide(const Attempt& attempt, const RetryOptions& options, milliseconds time_left, double random) {
  if (!may_repeat_at_all(attempt)) {
    return {};
  }
  const milliseconds wait = next_wait(attempt, options, random);
  const bool fits = attempt.number < options.max_attempts && wait < time_left &&
                    attempt.asked_wait.value_or(wait) <= options.longest_wait;
  return {fits ? Verdict::again : Verdict::later, wait};
}

bool has_idempotency_key(const Operation& operation, const boost::json::object& input) {
  if (operation.idempotency_key.empty()) {
    return false;
  }
  const boost::json::value whole(input);
  boost::system::error_code error;
  const auto at = [&](std::string_view prefix) {
    return whole.find_pointer(std::string(prefix) + std::string(operation.idempotency_key), error);
  };
  return has_value(at("")) || has_value(at("/body"));
}

} // namespace callout::rest
