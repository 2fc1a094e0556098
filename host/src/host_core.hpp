#pragma once

/// A host at work: its plugins, its connections, the secrets it knows.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callout/host/host.hpp>

#include "connections/connection.hpp"
#include "connections/redactor.hpp"
#include "log_channel.hpp"
#include "observation/log_routing.hpp"
#include "plugins/manifest.hpp"
#include "plugins/plugin_registry.hpp"

namespace callout::host {

/// What Host does when nothing is replayed. Failures that leave it hold no secret. Thread-safe.
class HostCore final : public ActionCaller {
public:
  HostCore(const HostOptions& options, LogListeners listeners);

  /// Reads the connections.
  Result<void> read(const HostOptions& options);

  Result<std::string> invoke(const Invocation& invocation) override;
  Result<std::string> describe_action(std::string_view connection, std::string_view action) override;
  Result<std::string> describe_plugin(std::string_view plugin, std::string_view topic);
  Result<ConnectionTest> test(std::string_view connection, const CallLimits& limits);

  PluginRegistry& plugins() { return plugins_; }

  [[nodiscard]] const std::vector<std::unique_ptr<Connection>>& connections() const { return connections_; }

  /// What the connection's `plugin` says, or empty when there is no such connection.
  [[nodiscard]] std::string plugin_of(std::string_view connection) const;

  [[nodiscard]] const Redactor& redactor() const { return *redactor_; }

  [[nodiscard]] const LogChannel& log() const { return log_; }

private:
  [[nodiscard]] Connection* find(std::string_view name) const;
  Result<Connection*> connection(std::string_view name);
  Result<std::string> call(const Invocation& invocation);
  Result<std::string> describe(const Result<std::shared_ptr<PluginLibrary>>& plugin, std::string_view topic);
  Result<std::string> describe(Connection& connection, std::string_view action);
  Result<ConnectionTest> try_out(std::string_view name, const CallLimits& limits);
  Result<std::optional<TestCall>> test_call(Connection& connection,
                                            const PluginLibrary& plugin,
                                            const std::vector<std::string>& granted) const;
  void warn_of_plain_secrets(const ConnectionDefinition& definition) const;

  /// A failure as it may leave the host.
  template <class T>
  Result<T> outward(Result<T> result) const {
    return result ? result : Result<T>(redactor_->redact(result.error()));
  }

  // In the order of their lives: connections go first, since they use all the others.
  const std::shared_ptr<Redactor> redactor_ = std::make_shared<Redactor>();
  const LogChannel log_;
  PluginRegistry plugins_;
  std::filesystem::path file_;
  EnvironmentSecrets taken_;
  std::mutex mutex_;
  /// By connection and action, once asked for: listing page by page looks at them for every list.
  std::map<std::pair<std::string, std::string>, std::string> descriptions_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

} // namespace callout::host
