#include "rate_window.hpp"

#include <algorithm>
#include <charconv>

#include "error_text.hpp"

namespace callout::rest {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds blind_pause{1};      // after a 429 that names no time, and between looks
constexpr seconds longest_window{300}; // whatever a header says
constexpr seconds tolerance{2};        // the header counts whole seconds

std::optional<std::int64_t> number(const HttpResponse& response, std::string_view name) {
  const std::string_view text = response.header(name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && value >= 0 ? std::optional(value) : std::nullopt;
}

} // namespace

RateReading read_rate(const HttpResponse& response, std::chrono::system_clock::time_point now) {
  RateReading reading;
  reading.refused = response.status == 429;
  reading.limit = number(response, "ratelimit-limit");
  reading.remaining = number(response, "ratelimit-remaining");
  if (const auto reset = number(response, "ratelimit-reset")) {
    reading.reset = seconds(std::min<std::int64_t>(*reset, longest_window.count()));
  }
  if (const auto asked = retry_after(response, now); reading.refused && asked) {
    reading.reset = std::min<milliseconds>(*asked, longest_window);
  }
  return reading;
}

std::optional<RateWindow::TimePoint> RateWindow::held_until(TimePoint now) {
  roll(now);
  if (!remaining_ || *remaining_ > in_flight_) {
    return std::nullopt;
  }
  if (reset_at_) {
    return reset_at_;
  }
  if (in_flight_ == 0) { // nobody will bring news: one goes and asks
    return std::nullopt;
  }
  return now + blind_pause;
}

void RateWindow::finish(const RateReading& reading, TimePoint now) {
  --in_flight_;
  roll(now);
  limit_ = reading.limit ? reading.limit : limit_;
  if (reading.refused) {
    refuse(reading, now);
  } else if (reading.remaining) {
    learn(reading, now);
  } else if (remaining_) {
    remaining_ = std::max<std::int64_t>(*remaining_ - 1, 0);
  }
}

void RateWindow::roll(TimePoint now) {
  if (reset_at_ && now >= *reset_at_) {
    remaining_ = limit_;
    reset_at_.reset();
  }
}

void RateWindow::refuse(const RateReading& reading, TimePoint now) {
  const TimePoint until = now + reading.reset.value_or(blind_pause);
  remaining_ = 0;
  reset_at_ = reset_at_ ? std::max(*reset_at_, until) : until;
}

// Answers overtake each other: within one window the lowest count is the newest.
void RateWindow::learn(const RateReading& reading, TimePoint now) {
  const std::optional<TimePoint> until = reading.reset ? std::optional(now + *reading.reset) : reset_at_;
  if (!reset_at_ || !until || *until > *reset_at_ + tolerance) {
    remaining_ = reading.remaining;
    reset_at_ = until;
  } else if (*until + tolerance >= *reset_at_) {
    remaining_ = std::min(remaining_.value_or(*reading.remaining), *reading.remaining);
    reset_at_ = std::max(*reset_at_, *until);
  }
}

} // namespace callout::rest
