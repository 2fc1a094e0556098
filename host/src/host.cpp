#include <chrono>
#include <utility>

#include <callout/host/host.hpp>

#include "host_core.hpp"
#include "recording/recorder.hpp"
#include "recording/replayer.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;

Result<LogListeners> listeners_of(HostOptions& options) {
  LogListeners listeners{std::move(options.log), options.lowest_log_level, options.statistics, std::nullopt};
  if (options.trace_file) {
    auto trace = TraceFile::open(*options.trace_file);
    if (!trace) {
      return trace.error();
    }
    listeners.trace.emplace(std::move(*trace));
  }
  return listeners;
}

} // namespace

/// Either a replayer answers or the core does, whom a recorder may listen to.
class Host::Implementation {
public:
  Implementation(const HostOptions& options, LogListeners listeners)
      : core(options, std::move(listeners)), statistics_(options.statistics) {}

  Result<void> prepare(const HostOptions& options) {
    if (options.replay_file) {
      auto replayer = Replayer::open(*options.replay_file, core.log());
      if (!replayer) {
        return replayer.error();
      }
      replayer_ = std::move(*replayer);
      return {};
    }
    if (options.record_file) {
      auto recorder = Recorder::open(*options.record_file, core);
      if (!recorder) {
        return recorder.error();
      }
      recorder_ = std::move(*recorder);
    }
    return core.read(options);
  }

  ActionCaller& caller() {
    if (replayer_) {
      return *replayer_;
    }
    return recorder_ ? static_cast<ActionCaller&>(*recorder_) : core;
  }

  Result<ConnectionTest> test(std::string_view connection, const CallLimits& limits) {
    if (replayer_) {
      return replayer_->test(connection);
    }
    return recorder_ ? recorder_->test(connection, limits) : core.test(connection, limits);
  }

  /// The outcome of `call`, counted when somebody counts.
  template <class Call>
  auto counted(Call call) {
    if (statistics_ == nullptr) {
      return call();
    }
    const auto started = std::chrono::steady_clock::now();
    auto outcome = call();
    statistics_->count_call(outcome ? callout_status{CALLOUT_OK} : outcome.error().status,
                            std::chrono::steady_clock::now() - started);
    return outcome;
  }

  HostCore core;

private:
  const std::shared_ptr<Statistics> statistics_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<Replayer> replayer_;
};

Host::Host(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}

Host::~Host() = default;

Result<std::unique_ptr<Host>> Host::open(HostOptions options) {
  if (options.record_file && options.replay_file) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        "a host cannot both record and replay",
                        "Give one of record_file and replay_file.");
  }
  auto listeners = listeners_of(options);
  if (!listeners) {
    return listeners.error();
  }
  auto implementation = std::make_unique<Implementation>(options, std::move(*listeners));
  if (const auto prepared = implementation->prepare(options); !prepared) {
    return prepared.error();
  }
  return std::unique_ptr<Host>(new Host(std::move(implementation)));
}

std::vector<PluginEntry> Host::plugins() {
  return implementation_->core.plugins().list();
}

std::vector<ConnectionEntry> Host::connections() const {
  std::vector<ConnectionEntry> entries;
  for (const auto& connection : implementation_->core.connections()) {
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
  return implementation_->core.describe_plugin(plugin, topic);
}

Result<ConnectionTest> Host::test(std::string_view connection, const CallLimits& limits) {
  return implementation_->counted([&] { return implementation_->test(connection, limits); });
}

Result<std::string> Host::invoke(const Invocation& invocation) {
  return implementation_->counted([&] { return implementation_->caller().invoke(invocation); });
}

Result<std::string> Host::describe_action(std::string_view connection, std::string_view action) {
  return implementation_->caller().describe_action(connection, action);
}

} // namespace callout::host
