#include "host_core.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <boost/json/serialize.hpp>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <sys/stat.h>

#include "connections/connection_file.hpp"
#include "connections/secrets.hpp"
#include "nearest_name.hpp"
#include "plugins/plugin_path.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

// Not of std::random_device: it asks the processor what it can do each time, which a hypervisor answers, and
// that took longer than all the rest of a call.
std::string random_request_id() {
  return to_string(boost::uuids::random_generator()());
}

bool readable_by_others(const fs::path& file) {
  struct stat status {};

  return ::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
}

} // namespace

HostCore::HostCore(const HostOptions& options, LogListeners listeners)
    : log_(route_log(std::move(listeners), redactor_)),
      plugins_(plugin_folders(options.plugin_dirs, options.bundled_plugin_dir), log_) {}

Result<void> HostCore::read(const HostOptions& options) {
  const auto file = find_connection_file(options.config_file);
  if (!file) {
    return file.error();
  }
  if (!*file) {
    return {};
  }
  file_ = **file;
  auto definitions = read_connections(file_);
  if (!definitions) {
    return definitions.error();
  }
  std::set<std::string> left; // a plugin may read for one connection what holds another's secret
  for (const ConnectionDefinition& definition : *definitions) {
    left.merge(variables_of_config(definition));
  }
  for (ConnectionDefinition& definition : *definitions) {
    warn_of_plain_secrets(definition);
    if (options.takes_secrets_from_environment) {
      take_from_environment(definition, left, taken_, *redactor_);
    }
    connections_.push_back(std::make_unique<Connection>(
        std::move(definition), ConnectionContext{plugins_, *redactor_, log_, taken_}));
  }
  return {};
}

Connection* HostCore::find(std::string_view name) const {
  const auto found = std::find_if(connections_.begin(), connections_.end(), [&](const auto& one) {
    return one->definition().name == name;
  });
  return found != connections_.end() ? found->get() : nullptr;
}

Result<Connection*> HostCore::connection(std::string_view name) {
  if (Connection* const found = find(name)) {
    return found;
  }
  if (file_.empty()) {
    return make_failure(CALLOUT_E_NOT_FOUND,
                        "there is no connection \"" + std::string(name) +
                            "\", since there is no connection file",
                        "Write one where it is looked for: " + connection_file_places() + ".");
  }
  std::string listed;
  std::vector<std::string_view> names;
  for (const auto& one : connections_) {
    names.emplace_back(one->definition().name);
    listed += (listed.empty() ? "" : ", ") + one->definition().name;
  }
  const std::string hint = nearest_names_hint(name, names);
  return make_failure(CALLOUT_E_NOT_FOUND,
                      "there is no connection \"" + std::string(name) + "\" in " + file_.string(),
                      hint.empty() ? "It has: " + listed : hint);
}

Result<std::string> HostCore::call(const Invocation& invocation) {
  const auto found = connection(invocation.connection);
  if (!found) {
    return found.error();
  }
  Invocation identified = invocation;
  const std::string made = invocation.request_id.empty() ? random_request_id() : std::string();
  if (!made.empty()) {
    identified.request_id = made;
  }
  auto result = (*found)->invoke(identified);
  if (!result && result.error().status == CALLOUT_E_UNKNOWN_ACTION) {
    const auto plugin = (*found)->plugin();
    return plugin ? with_nearest_action(result.error(), **plugin, invocation.action, log_) : result;
  }
  return result;
}

Result<std::string> HostCore::invoke(const Invocation& invocation) {
  return outward(call(invocation));
}

Result<std::string> HostCore::describe_action(std::string_view connection, std::string_view action) {
  std::pair key{std::string(connection), std::string(action)};
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = descriptions_.find(key); known != descriptions_.end()) {
      return known->second;
    }
  }
  const auto found = this->connection(connection);
  auto text = found ? outward(describe(**found, action)) : Result<std::string>(found.error());
  if (text) {
    const std::lock_guard lock(mutex_);
    descriptions_.insert_or_assign(std::move(key), *text);
  }
  return text;
}

Result<std::string> HostCore::describe_plugin(std::string_view plugin, std::string_view topic) {
  return outward(describe(plugins_.find(plugin), topic));
}

Result<ConnectionTest> HostCore::test(std::string_view connection, const CallLimits& limits) {
  return outward(try_out(connection, limits));
}

std::string HostCore::plugin_of(std::string_view connection) const {
  const Connection* const found = find(connection);
  return found != nullptr ? found->definition().plugin : std::string();
}

Result<std::string> HostCore::describe(const Result<std::shared_ptr<PluginLibrary>>& plugin,
                                       std::string_view topic) {
  if (!plugin) {
    return plugin.error();
  }
  auto described = (*plugin)->describe(topic, log_);
  if (!described && !topic.empty()) {
    return with_nearest_action(described.error(), **plugin, topic, log_);
  }
  return described;
}

Result<std::string> HostCore::describe(Connection& connection, std::string_view action) {
  const auto plugin = connection.plugin();
  if (!plugin) {
    return plugin.error();
  }
  if (const auto permitted = connection.permit(action); !permitted) {
    return with_nearest_action(permitted.error(), **plugin, action, log_);
  }
  return describe(plugin, action);
}

Result<ConnectionTest> HostCore::try_out(std::string_view name, const CallLimits& limits) {
  const auto started = std::chrono::steady_clock::now();
  const auto found = connection(name);
  if (!found) {
    return found.error();
  }
  const auto plugin = (*found)->plugin();
  if (!plugin) {
    return plugin.error();
  }
  auto report = (*found)->authenticate(limits);
  if (!report) {
    return report.error();
  }
  ConnectionTest outcome;
  outcome.authentication = std::move(*report);
  const auto call = test_call(**found, **plugin, outcome.authentication.granted_scopes);
  if (!call) {
    return call.error();
  }
  if (call->has_value()) {
    auto result = this->call({.connection = name,
                              .action = (*call)->action,
                              .input = (*call)->input,
                              .request_id = {},
                              .limits = limits});
    if (!result) {
      return result.error();
    }
    outcome.action = (*call)->action;
    outcome.result = std::move(*result);
  }
  outcome.took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
  return outcome;
}

/// What the connection names, else what its plugin offers.
Result<std::optional<TestCall>> HostCore::test_call(Connection& connection,
                                                    const PluginLibrary& plugin,
                                                    const std::vector<std::string>& granted) const {
  const ConnectionDefinition& definition = connection.definition();
  if (!definition.test_action.empty()) {
    return std::optional(TestCall{definition.test_action, json::serialize(definition.test_input)});
  }
  const auto manifest = Manifest::read(plugin, log_);
  if (!manifest) {
    return manifest.error();
  }
  return manifest->test_call(
      granted, [&connection](std::string_view action) { return connection.permit(action).has_value(); });
}

void HostCore::warn_of_plain_secrets(const ConnectionDefinition& definition) const {
  const std::vector<std::string> plain = plain_secrets(definition);
  if (!log_ || plain.empty()) {
    return;
  }
  json::object fields{{"connection", definition.name},
                      {"members", json::array(plain.begin(), plain.end())},
                      {"hint", "use { env: NAME } or { file: PATH }"}};
  if (readable_by_others(file_)) {
    fields["file"] = file_.string() + " can be read by others";
  }
  write_log(log_, LogLevel::warn, "host", "a secret stands in the connection file", std::move(fields));
}

} // namespace callout::host
