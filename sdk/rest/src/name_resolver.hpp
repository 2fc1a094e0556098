#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include <callout/sdk/wait_limit.hpp>

#include "transport_problem.hpp"

namespace callout::rest {

/// IP addresses as text, in the order to try them.
using Addresses = std::vector<std::string>;

/// Looks names up without making the caller wait longer than it wants: the system's look-up cannot be
/// interrupted, so each runs on a thread of its own. Thread-safe.
class NameResolver {
public:
  using Outcome = std::variant<Addresses, TransportFailure>;
  /// Blocks; called from several threads. What it holds lives as long as its last call.
  using LookUp = std::function<Outcome(const std::string& host)>;

  /// Asks the system (getaddrinfo).
  NameResolver();

  explicit NameResolver(LookUp look_up) : look_up_(std::move(look_up)) {}

  /// Look-ups that nobody waits for any more go on by themselves.
  ~NameResolver() = default;
  NameResolver(const NameResolver&) = delete;
  NameResolver& operator=(const NameResolver&) = delete;

  /// The addresses of a host; an address is its own. A failure is of Phase::resolving.
  Outcome resolve(const std::string& host, const sdk::WaitLimit& limit);

private:
  struct Lookup;

  std::shared_ptr<Lookup> start(const std::string& host);

  const LookUp look_up_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Lookup>> under_way_;
};

} // namespace callout::rest
