#pragma once

#include <chrono>

#include "sandbox/access.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/options.hpp"
#include "sandbox/request_log.hpp"
#include "sandbox/store/account.hpp"
#include "sandbox/token_store.hpp"

namespace callout::sandbox {

/// Everything a sandbox remembers. Not thread-safe: the Sandbox guards it.
struct State {
  explicit State(Options given) : options(std::move(given)), limiter(options.rate_limit) {}

  Options options;
  Account account;
  TokenStore tokens;
  Faults faults;
  RateLimiter limiter;
  RequestLog log;
  std::chrono::seconds clock_offset{0}; ///< how far a client has moved the sandbox's clock ahead

  /// The sandbox's time.
  [[nodiscard]] TimePoint now() const { return options.clock() + clock_offset; }
};

} // namespace callout::sandbox
