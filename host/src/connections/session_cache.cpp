#include "session_cache.hpp"

#include <algorithm>
#include <utility>

namespace callout::host {
namespace {

constexpr std::chrono::milliseconds longest_margin{60'000};
constexpr int margin_share = 10;
// A plugin may claim any lifetime; beyond this, adding it to a time point could overflow.
constexpr std::chrono::hours longest_lifetime{24 * 365};

Failure waited_too_long(const CallLimits& limits) {
  const bool stopped = limits.stop.stop_requested();
  return make_failure(stopped ? CALLOUT_E_CANCELLED : CALLOUT_E_DEADLINE,
                      stopped ? "cancelled while waiting for authentication"
                              : "the deadline passed while waiting for authentication");
}

/// Ended by the limits of whoever led it: says nothing about the credentials.
bool is_leaders_own(const Failure& failure) {
  return failure.status == CALLOUT_E_CANCELLED || failure.status == CALLOUT_E_DEADLINE;
}

} // namespace

std::chrono::milliseconds refresh_after(std::chrono::milliseconds lifetime) {
  const auto usable = std::min<std::chrono::milliseconds>(lifetime, longest_lifetime);
  return usable - std::min(longest_margin, usable / margin_share);
}

SessionCache::SessionCache(Authenticate authenticate, std::function<Clock::time_point()> now)
    : authenticate_(std::move(authenticate)), now_(std::move(now)) {}

Result<SessionCache::Session> SessionCache::get(const CallLimits& limits) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (session_ && now_() < refresh_at_) {
      return session_;
    }
    if (!flight_) {
      return lead(lock, limits);
    }
    const std::shared_ptr<Flight> flight = flight_;
    const auto has_landed = [&] {
      return flight->outcome.has_value();
    };
    if (!wait_for(lock, limits, has_landed)) {
      return waited_too_long(limits);
    }
    if (flight->outcome->has_value() || !is_leaders_own(flight->outcome->error())) {
      return *flight->outcome;
    }
  }
}

bool SessionCache::wait_for(std::unique_lock<std::mutex>& lock,
                            const CallLimits& limits,
                            const std::function<bool()>& condition) {
  return limits.deadline == Clock::time_point::max()
             ? landed_.wait(lock, limits.stop, condition)
             : landed_.wait_until(lock, limits.stop, limits.deadline, condition);
}

Result<SessionCache::Session> SessionCache::lead(std::unique_lock<std::mutex>& lock,
                                                 const CallLimits& limits) {
  const auto flight = std::make_shared<Flight>();
  flight_ = flight;
  lock.unlock();
  auto outcome = outcome_of(limits);
  lock.lock();
  flight_.reset();
  if (outcome) {
    session_ = *outcome;
    const auto lifetime = session_->report.expires_in;
    refresh_at_ = lifetime ? now_() + refresh_after(*lifetime) : Clock::time_point::max();
  }
  flight->outcome = outcome;
  landed_.notify_all();
  return outcome;
}

/// The others wait for an outcome, so an exception must be one, too.
Result<SessionCache::Session> SessionCache::outcome_of(const CallLimits& limits) noexcept {
  try {
    return authenticate_(limits);
  } catch (const std::exception& error) {
    return make_failure(CALLOUT_E_INTERNAL, std::string("authentication failed: ") + error.what());
  }
}

Result<SessionCache::Session> SessionCache::renew(const CallLimits& limits) {
  std::unique_lock lock(mutex_);
  // A flight that is under way began earlier, so its outcome is not this caller's.
  const bool landed = wait_for(lock, limits, [this] { return flight_ == nullptr; });
  return landed ? lead(lock, limits) : Result<Session>(waited_too_long(limits));
}

void SessionCache::drop(const Session& session) {
  const std::lock_guard lock(mutex_);
  if (session_ == session) {
    session_.reset();
  }
}

} // namespace callout::host
