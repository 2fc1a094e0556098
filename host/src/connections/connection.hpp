#pragma once

/// A connection at work: its plugin, its instance, its session.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <callout/host/action_caller.hpp>
#include <callout/host/host.hpp>

#include "connection_file.hpp"
#include "instance_slot.hpp"
#include "log_channel.hpp"
#include "plugins/instance.hpp"
#include "plugins/plugin_registry.hpp"
#include "redactor.hpp"
#include "secrets.hpp"
#include "session_cache.hpp"

namespace callout::host {

/// What all connections of a host share. Outlives them.
struct ConnectionContext {
  PluginRegistry& plugins;
  Redactor& redactor;
  LogChannel log;
  const EnvironmentSecrets& taken; ///< from the environment
};

/// Thread-safe. Loads its plugin on first use.
class Connection {
public:
  Connection(ConnectionDefinition definition, ConnectionContext context);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() = default;

  [[nodiscard]] const ConnectionDefinition& definition() const { return definition_; }

  Result<std::shared_ptr<PluginLibrary>> plugin();

  /// Whether the connection's options let the action be called: CALLOUT_E_PERMISSION_DENIED names the option.
  /// With read_only an action that the plugin's manifest lacks is CALLOUT_E_UNKNOWN_ACTION.
  Result<void> permit(std::string_view action);
  /// Runs the action, if it is permitted, with a session; authenticates again and repeats it once when the
  /// session is refused.
  Result<std::string> invoke(const Invocation& invocation);
  /// Authenticates anew. A connection without authentication yields an empty report.
  Result<AuthenticationReport> authenticate(const CallLimits& limits);

private:
  Result<std::shared_ptr<Instance>> make_instance();
  using Risks = std::map<std::string, std::string, std::less<>>;

  /// Of all actions, by the plugin's manifest, which is read once.
  Result<std::shared_ptr<const Risks>> risks();
  Result<std::string> risk_of(std::string_view action);
  [[nodiscard]] Failure in_context(Failure failure) const;
  /// A refusal of the credentials that no service was asked for.
  [[nodiscard]] Failure refused_credentials(Failure failure) const;
  [[nodiscard]] Failure to_be_mended(const std::string& member, Failure failure) const;
  [[nodiscard]] Failure unknown_kind(const PluginLibrary& library) const;
  Result<SessionCache::Session> open_session(const CallLimits& limits);
  Result<SessionCache::Session> session_of(std::string text, const PluginLibrary& library);
  Result<std::string> send(const CallLimits& limits, const std::function<Instance::Reply(Instance&)>& call);
  Result<std::string> attempt(const Invocation& invocation, const SessionCache::Session& session);
  void log(LogLevel level, std::string_view message, boost::json::object fields) const;

  ConnectionDefinition definition_;
  ConnectionContext context_;
  std::mutex mutex_;
  std::shared_ptr<const Risks> risks_; ///< once read
  InstanceSlot instances_;
  SessionCache sessions_;
};

} // namespace callout::host
