#pragma once

/// The commands of the program: what each was asked, and the function that does it. One file each.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <callout/host/host.hpp>

#include "console.hpp"
#include "exit_status.hpp"

namespace callout::host::cli {

/// Options that every command takes.
struct GlobalOptions {
  std::optional<std::filesystem::path> config_file;
  std::vector<std::filesystem::path> plugin_dirs;
  std::optional<std::chrono::milliseconds> timeout;
  LogFormat log_format = LogFormat::text;
  Console::Colour colour = Console::Colour::automatic;
  bool verbose = false;
  std::optional<std::filesystem::path> record_file;
  std::optional<std::filesystem::path> replay_file;
  std::optional<std::filesystem::path> trace_file;
  bool stats = false;
  bool stats_as_json = false;
};

/// What a command runs with.
struct Context {
  Console& console;
  const GlobalOptions& options;
  std::stop_token stop;
  LogSink log;
  std::shared_ptr<Statistics> statistics; ///< null unless --stats was given
};

struct PluginsOptions {
  bool json = false;
};

struct ActionsOptions {
  std::string plugin;
  std::string action; ///< empty: list them all
  std::string search;
  std::string tag;
  bool json = false;
};

struct ConnectionsOptions {
  bool json = false;
};

struct TestOptions {
  std::string connection;
  bool json = false;
};

struct InvokeOptions {
  std::string target; ///< CONNECTION.ACTION
  std::vector<std::string> assignments;
  std::optional<std::string> input; ///< JSON, @FILE or -
  bool dry_run = false;
  bool stream = false;
};

struct BatchOptions {
  std::size_t concurrency = 8;
  bool stream = false;
};

struct ValidateOptions {
  std::filesystem::path workflow;
  bool scopes = false;
};

struct WorkflowRunOptions {
  std::filesystem::path workflow;
  std::optional<std::string> input; ///< JSON, @FILE or -
};

ExitStatus list_plugins(const Context& context, const PluginsOptions& options);
ExitStatus show_actions(const Context& context, const ActionsOptions& options);
ExitStatus list_connections(const Context& context, const ConnectionsOptions& options);
ExitStatus test_connection(const Context& context, const TestOptions& options);
ExitStatus invoke_action(const Context& context, const InvokeOptions& options);
ExitStatus run_batch(const Context& context, const BatchOptions& options);
ExitStatus validate_workflow(const Context& context, const ValidateOptions& options);
ExitStatus run_workflow(const Context& context, const WorkflowRunOptions& options);

/// A host after the global options.
Result<std::unique_ptr<Host>> open_host(const Context& context);

/// Stop and, from now, the time limit.
CallLimits limits_from_now(const Context& context);

/// The text behind --input: itself, a file's content (@FILE), or standard input (-). Valid JSON.
Result<std::string> read_input(const std::string& source, const std::stop_token& stop);

/// "pagerduty.listIncidents" at its first dot.
struct ActionName {
  std::string connection;
  std::string action;
};

Result<ActionName> split_action_name(std::string_view text);

/// exit_status_of(), except that a connection, plugin or action that does not exist or load is wrong usage.
/// `name.action` may be empty. Asks the host again, so only for calls that failed.
ExitStatus status_of_call(Host& host, const ActionName& name, const Failure& failure);

} // namespace callout::host::cli
