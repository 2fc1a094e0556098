#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <callout/rest/http.hpp>

namespace callout::rest {

/// What an answer says of the budget.
struct RateReading {
  std::optional<std::int64_t> limit = std::nullopt;              ///< ratelimit-limit: requests in a window
  std::optional<std::int64_t> remaining = std::nullopt;          ///< ratelimit-remaining: of the current one
  std::optional<std::chrono::milliseconds> reset = std::nullopt; ///< until the next one begins
  bool refused = false;                                          ///< 429
};

RateReading read_rate(const HttpResponse& response, std::chrono::system_clock::time_point now);

/// The budget of one credential, as learnt from answers: how many requests may go now. Before the first
/// answer nothing is known and nothing held. Time is an argument, so that it can be tested; not thread-safe.
class RateWindow {
public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Nullopt when a request may go now, else when to ask again. An answer may allow it earlier.
  std::optional<TimePoint> held_until(TimePoint now);

  /// A request goes.
  void start() { ++in_flight_; }

  /// It has ended; `reading` is empty when there was no answer.
  void finish(const RateReading& reading, TimePoint now);

private:
  void roll(TimePoint now);
  void refuse(const RateReading& reading, TimePoint now);
  void learn(const RateReading& reading, TimePoint now);

  std::optional<std::int64_t> limit_;
  std::optional<std::int64_t> remaining_; ///< as the server counts: those in flight may not be counted yet
  std::optional<TimePoint> reset_at_;
  std::int64_t in_flight_ = 0;
};

} // namespace callout::rest
