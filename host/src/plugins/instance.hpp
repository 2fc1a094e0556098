#pragma once

/// One configured connector.

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <callout/host/action_caller.hpp>
#include <callout/host/failure.hpp>

#include "plugin_library.hpp"

namespace callout::host {

/// What invoke() and authenticate() hand to the plugin. The views are borrowed for the call.
struct PluginRequest {
  std::string_view name = {};  ///< the action, or the kind of authentication
  std::string_view input = {}; ///< JSON object
  std::string_view session = {};
  std::string_view request_id = {};
  std::uint32_t attempt = 1;
};

/// Thread-safe: calls come one at a time unless the plugin says that they may overlap.
class Instance {
public:
  /// `plugin` must outlive the instance. `config` is a JSON object.
  static Result<std::unique_ptr<Instance>> create(const PluginLibrary& plugin, std::string_view config);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance();

  Result<std::string> authenticate(const PluginRequest& request, const CallLimits& limits);
  Result<std::string> invoke(const PluginRequest& request, const CallLimits& limits);

  /// True once a call was given up while the plugin still works on it: make another instance. This one is
  /// never destroyed in the plugin, since its answer may still come.
  [[nodiscard]] bool quarantined() const { return quarantined_; }

private:
  using Operation = callout_status(CALLOUT_CALL*)(callout_instance*, callout_call*, const callout_request*);

  Instance(const PluginLibrary& plugin, callout_instance* instance) : plugin_(plugin), instance_(instance) {}

  Result<std::string>
  run(Operation operation, std::string_view what, const PluginRequest& request, const CallLimits& limits);
  callout_status
  run_open(Operation operation, const std::shared_ptr<callout_call>& call, const callout_request& raw);
  void wait_for(const std::shared_ptr<callout_call>& call);
  void wake(callout_call& call) const;

  const PluginLibrary& plugin_;
  callout_instance* instance_;
  std::timed_mutex serial_;
  std::atomic<bool> quarantined_ = false;
};

} // namespace callout::host
