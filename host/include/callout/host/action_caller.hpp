#pragma once

/// What a workflow needs of the host: somebody who knows connections and runs their actions.

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include <callout/host/failure.hpp>

namespace callout::host {

/// How long a caller is willing to wait. Reaches every wait below it, also inside a plugin.
struct CallLimits {
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  std::stop_token stop; ///< requesting a stop answers the call with CALLOUT_E_CANCELLED
};

/// One action to run. The views are borrowed until invoke() returns.
struct Invocation {
  std::string_view connection;
  std::string_view action;
  std::string_view input = "{}"; ///< a JSON object as text
  std::string_view request_id;   ///< idempotency key, the same for every attempt; empty: the host makes one
  std::uint32_t attempt = 1;
  CallLimits limits;
  /// Validates and shows what would be done, without doing it; the result is the plugin's account of it.
  /// CALLOUT_E_UNSUPPORTED from a plugin that cannot. The session is real all the same: it may authenticate.
  bool dry_run = false;
};

class ActionCaller {
public:
  ActionCaller() = default;
  ActionCaller(const ActionCaller&) = delete;
  ActionCaller& operator=(const ActionCaller&) = delete;
  virtual ~ActionCaller() = default;

  /// Runs the action and yields its result as JSON text ("null" for an empty one). Blocks; any thread. An
  /// action that the connection's options forbid does not reach the plugin: CALLOUT_E_PERMISSION_DENIED.
  virtual Result<std::string> invoke(const Invocation& invocation) = 0;

  /// Whether the connection and the action exist, and the connection's options (read_only, allow, deny)
  /// permit it; without any network I/O. Fails with the nearest names, or CALLOUT_E_PERMISSION_DENIED and the
  /// option. On success yields the action's description as JSON text (see plugin_api/ABI.md, "Describe").
  virtual Result<std::string> describe_action(std::string_view connection, std::string_view action) = 0;
};

} // namespace callout::host
