#pragma once

/// Whether a request is sent again, and when. Pure.

#include <chrono>
#include <cstdint>
#include <optional>

#include <boost/json/object.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/operation.hpp>
#include <callout/rest/result.hpp>

namespace callout::rest {

struct RetryOptions {
  unsigned max_attempts = 4;                 ///< of one call, the first included; 1: none is repeated
  std::chrono::milliseconds base_delay{500}; ///< the longest wait before the second; doubles from then on
  std::chrono::milliseconds longest_wait{60'000}; ///< a call that had to wait longer is answered at once
};

/// How an attempt ended.
enum class Ending : std::uint8_t {
  answered, ///< its status says the rest
  unsent,   ///< it did not take effect, or may be repeated although it did
  lost,     ///< it may have taken effect
  final     ///< nothing that time mends: deadline, cancel, a certificate, a request that HTTP cannot carry
};

/// One attempt as the decision sees it.
struct Attempt {
  unsigned number = 1;     ///< from 1
  bool idempotent = false; ///< HttpRequest::idempotent
  Ending ending = Ending::answered;
  unsigned status = 0;                                                ///< of an answer
  std::optional<std::chrono::milliseconds> asked_wait = std::nullopt; ///< Retry-After or ratelimit-reset
};

enum class Verdict : std::uint8_t {
  stop,  ///< this is the answer
  again, ///< after the wait
  later  ///< it could be sent again, but not by this call: tell the caller how long to wait
};

struct RetryDecision {
  Verdict verdict = Verdict::stop;
  std::chrono::milliseconds wait{0};
};

/// What an exchange came to. `now` is for dates in Retry-After.
Attempt observe(const Result<HttpResponse>& outcome,
                const HttpRequest& request,
                std::chrono::system_clock::time_point now);

/// Whether the attempt may have taken effect although it ended in no success.
bool may_have_acted(const Attempt& attempt);

/// 429 and 425 were refused before they took effect, as was what never left: all requests may be repeated.
/// After 408, 5xx (but 501 and 505) or a lost answer only those that are idempotent. The wait is what the
/// answer asks for, else exponential with full jitter. It never passes `time_left`, nor longest_wait.
/// `random` in [0, 1) is the caller's draw.
RetryDecision decide(const Attempt& attempt,
                     const RetryOptions& options,
                     std::chrono::milliseconds time_left,
                     double random);

/// Whether the input gives the operation's idempotency key, in the body's members or in the whole `body`.
bool has_idempotency_key(const Operation& operation, const boost::json::object& input);

} // namespace callout::rest
