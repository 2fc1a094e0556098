#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <utility>

#include <boost/json/serialize.hpp>
#include <callout/host/host.hpp>
#include <sys/stat.h>

#include "connections/connection.hpp"
#include "connections/connection_file.hpp"
#include "connections/redactor.hpp"
#include "connections/secrets.hpp"
#include "nearest_name.hpp"
#include "plugins/manifest.hpp"
#include "plugins/plugin_path.hpp"
#include "plugins/plugin_registry.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

/// 128 random bits in hexadecimal.
std::string random_request_id() {
  std::random_device random;
  std::array<char, 33> digits{};
  std::snprintf(digits.data(), digits.size(), "%08x%08x%08x%08x", random(), random(), random(), random());
  return digits.data();
}

bool readable_by_others(const fs::path& file) {
  struct stat status {};

  return ::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
}

} // namespace

class Host::Implementation {
public:
  explicit Implementation(HostOptions options)
      : log_(redacting(std::move(options.log), redactor_)),
        plugins_(plugin_folders(options.plugin_dirs, options.bundled_plugin_dir), log_) {}

  Result<void> read(const std::optional<fs::path>& given) {
    const auto file = find_connection_file(given);
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
    for (ConnectionDefinition& definition : *definitions) {
      warn_of_plain_secrets(definition);
      connections_.push_back(
          std::make_unique<Connection>(std::move(definition), ConnectionContext{plugins_, *redactor_, log_}));
    }
    return {};
  }

  Result<Connection*> connection(std::string_view name) {
    const auto found = std::find_if(connections_.begin(), connections_.end(), [&](const auto& one) {
      return one->definition().name == name;
    });
    if (found != connections_.end()) {
      return found->get();
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

  Result<std::string> invoke(const Invocation& invocation) {
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

  Result<std::string> describe(const Result<std::shared_ptr<PluginLibrary>>& plugin, std::string_view topic) {
    if (!plugin) {
      return plugin.error();
    }
    auto described = (*plugin)->describe(topic, log_);
    if (!described && !topic.empty()) {
      return with_nearest_action(described.error(), **plugin, topic, log_);
    }
    return described;
  }

  Result<std::string> describe(Connection& connection, std::string_view action) {
    const auto plugin = connection.plugin();
    if (!plugin) {
      return plugin.error();
    }
    if (const auto permitted = connection.permit(action); !permitted) {
      return with_nearest_action(permitted.error(), **plugin, action, log_);
    }
    return describe(plugin, action);
  }

  Result<ConnectionTest> test(std::string_view name, const CallLimits& limits) {
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
      auto result = invoke({.connection = name,
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

  /// A failure as it may leave the host.
  template <class T>
  Result<T> outward(Result<T> result) const {
    if (result) {
      return result;
    }
    return redactor_->redact(result.error());
  }

  PluginRegistry& plugins() { return plugins_; }

  [[nodiscard]] const std::vector<std::unique_ptr<Connection>>& connections() const { return connections_; }

private:
  /// What the connection names, else what its plugin offers.
  Result<std::optional<TestCall>> test_call(Connection& connection,
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

  static LogChannel redacting(LogSink sink, std::shared_ptr<const Redactor> redactor) {
    if (!sink) {
      return nullptr;
    }
    return std::make_shared<const LogSink>([sink = std::move(sink), redactor = std::move(redactor)](
                                               const LogRecord& record) { sink(redactor->redact(record)); });
  }

  void warn_of_plain_secrets(const ConnectionDefinition& definition) const {
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

  // In the order of their lives: connections go first, since they use all the others.
  const std::shared_ptr<Redactor> redactor_ = std::make_shared<Redactor>();
  const LogChannel log_;
  PluginRegistry plugins_;
  fs::path file_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

Host::Host(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}

Host::~Host() = default;

Result<std::unique_ptr<Host>> Host::open(HostOptions options) {
  const std::optional<fs::path> file = options.config_file;
  auto implementation = std::make_unique<Implementation>(std::move(options));
  if (const auto read = implementation->read(file); !read) {
    return read.error();
  }
  return std::unique_ptr<Host>(new Host(std::move(implementation)));
}

std::vector<PluginEntry> Host::plugins() {
  return implementation_->plugins().list();
}

std::vector<ConnectionEntry> Host::connections() const {
  std::vector<ConnectionEntry> entries;
  for (const auto& connection : implementation_->connections()) {
    const ConnectionDefinition& definition = connection->definition();
    const json::value* const base_url = definition.config.if_contains("base_url");
    const AccessRules& access = definition.access;
    entries.push_back(
        {.name = definition.name,
         .plugin = definition.plugin,
         .description = definition.description,
         .authentication = definition.authentication,
         .base_url = base_url != nullptr && base_url->is_string() ? std::string(base_url->get_string()) : "",
         .read_only = access.read_only.has_value(),
         .allow = access.allow ? access.allow->patterns : std::vector<std::string>(),
         .deny = access.deny ? access.deny->patterns : std::vector<std::string>()});
  }
  return entries;
}

Result<std::string> Host::describe_plugin(std::string_view plugin, std::string_view topic) {
  return implementation_->outward(implementation_->describe(implementation_->plugins().find(plugin), topic));
}

Result<ConnectionTest> Host::test(std::string_view connection, const CallLimits& limits) {
  return implementation_->outward(implementation_->test(connection, limits));
}

Result<std::string> Host::invoke(const Invocation& invocation) {
  return implementation_->outward(implementation_->invoke(invocation));
}

Result<std::string> Host::describe_action(std::string_view connection, std::string_view action) {
  const auto found = implementation_->connection(connection);
  if (!found) {
    return found.error();
  }
  return implementation_->outward(implementation_->describe(**found, action));
}

} // namespace callout::host
