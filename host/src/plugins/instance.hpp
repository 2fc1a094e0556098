#pragma once

/// One configured connector.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <callout/host/action_caller.hpp>

#include "plugins/open_call.hpp"
#include "plugins/plugin_library.hpp"

namespace callout::host {

/// Thread-safe: calls overlap when the plugin takes that, else they wait for each other.
class Instance {
public:
  /// `config` is a JSON object. No network I/O. `log` gets what the plugin logs during calls.
  static Result<std::shared_ptr<Instance>>
  create(std::shared_ptr<PluginLibrary> library, std::string_view config, const LogChannel& log);

  Instance(std::shared_ptr<PluginLibrary> library, callout_instance* instance, LogChannel log);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  /// Destroys the plugin's instance; if a call that was given up is still open on it, not before that call's
  /// answer.
  ~Instance();

  /// What the plugin completed with; nothing when the instance is quarantined and its plugin not concurrent:
  /// then the plugin was not entered, and the call belongs on another instance.
  using Reply = std::optional<Result<std::string>>;

  /// data.action is the kind, data.input the credentials.
  Reply authenticate(CallData data, const CallLimits& limits);
  Reply invoke(CallData data, const CallLimits& limits);

  /// A call was given up on it, and it stays so: no other call should use it.
  [[nodiscard]] bool is_quarantined() const;

  /// Whether a call that was given up on it is not answered yet.
  [[nodiscard]] bool has_open_calls() const;

  [[nodiscard]] const PluginLibrary& library() const { return *library_; }

private:
  using Slot = callout_status(CALLOUT_CALL*)(callout_instance*, callout_call*, const callout_request*);

  /// One call's turn on the instance.
  class Turn;

  Reply run(Slot slot, CallData data, const CallLimits& limits);
  OpenCall::Cancel cancel_slot() const;

  const std::shared_ptr<PluginLibrary> library_;
  callout_instance* const instance_;
  const LogChannel log_;
  mutable std::mutex mutex_;
  std::condition_variable_any turn_ended_;
  bool is_busy_ = false;
  std::vector<std::shared_ptr<OpenCall>> abandoned_;
};

} // namespace callout::host
