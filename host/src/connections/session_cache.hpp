#pragma once

/// One connection's session: got on first use, kept in memory, replaced in time.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <callout/host/action_caller.hpp>
#include <callout/host/failure.hpp>
#include <callout/host/host.hpp>

#include "secret.hpp"

namespace callout::host {

/// What authenticating yielded.
struct AuthenticatedSession {
  std::shared_ptr<const Secret> session; ///< JSON
  AuthenticationReport report;
};

/// When to replace a session that is good for `lifetime`: ahead of its end by a tenth of it, at most a
/// minute, so that a call which starts now can still use it.
/// No session is kept for longer than a year.
std::chrono::milliseconds refresh_after(std::chrono::milliseconds lifetime);

/// Thread-safe. One authentication at a time: others who need a session wait for it, as long as their own
/// limits allow, and share its outcome. A failure is shared with those who wait for it and not remembered.
class SessionCache {
public:
  using Clock = std::chrono::steady_clock;
  using Session = std::shared_ptr<const AuthenticatedSession>;
  using Authenticate = std::function<Result<Session>(const CallLimits&)>;

  explicit SessionCache(Authenticate authenticate, std::function<Clock::time_point()> now = &Clock::now);

  /// The session, after authenticating if there is none or it is about to expire.
  Result<Session> get(const CallLimits& limits);
  /// A session from an authentication that begins now or later.
  Result<Session> renew(const CallLimits& limits);
  /// Forgets that session, if it is still the one kept: it was refused.
  void drop(const Session& session);

private:
  struct Flight {
    std::optional<Result<Session>> outcome;
  };

  bool wait_for(std::unique_lock<std::mutex>& lock,
                const CallLimits& limits,
                const std::function<bool()>& condition);
  Result<Session> outcome_of(const CallLimits& limits) noexcept;
  Result<Session> lead(std::unique_lock<std::mutex>& lock, const CallLimits& limits);

  Authenticate authenticate_;
  std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  std::condition_variable_any landed_;
  std::shared_ptr<Flight> flight_;
  Session session_;
  Clock::time_point refresh_at_ = Clock::time_point::max();
};

} // namespace callout::host
