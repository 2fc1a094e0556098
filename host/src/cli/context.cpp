#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <boost/dll/runtime_symbol_info.hpp>
#include <unistd.h>

#include "commands.hpp"
#include "input_stream.hpp"
#include "json_text.hpp"

namespace callout::host::cli {
namespace {

Result<std::string> read_file(const std::string& path) {
  std::error_code ignored;
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, ignored)) {
    const std::string why = std::generic_category().message(file ? EISDIR : errno);
    return make_failure(CALLOUT_E_INVALID_ARGUMENT, "--input: cannot read " + path + ": " + why);
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<std::string> input_text(const std::string& source, const std::stop_token& stop) {
  if (source == "-") {
    InputStream input(STDIN_FILENO, stop);
    std::string text = input.read_all();
    if (input.error() != 0) {
      return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                          "--input: cannot read standard input: " +
                              std::generic_category().message(input.error()));
    }
    return text;
  }
  return source.starts_with('@') ? read_file(source.substr(1)) : Result<std::string>(source);
}

// Beside the program, wherever it was installed or built.
std::filesystem::path bundled_plugins() {
  std::error_code unknown;
  const std::filesystem::path program = boost::dll::program_location(unknown);
  return unknown ? std::filesystem::path() : program.parent_path().parent_path() / CALLOUT_BUNDLED_PLUGINS;
}

} // namespace

Result<std::unique_ptr<Host>> open_host(const Context& context) {
  HostOptions options;
  options.plugin_dirs = context.options.plugin_dirs;
  options.bundled_plugin_dir = bundled_plugins();
  options.config_file = context.options.config_file;
  options.takes_secrets_from_environment = true; // no plugin runs yet, and the signal watcher only waits
  options.log = context.log;
  options.lowest_log_level = context.options.verbose ? LogLevel::debug : LogLevel::warn;
  options.record_file = context.options.record_file;
  options.replay_file = context.options.replay_file;
  options.trace_file = context.options.trace_file;
  options.statistics = context.statistics;
  return Host::open(std::move(options));
}

CallLimits limits_from_now(const Context& context) {
  CallLimits limits;
  limits.stop = context.stop;
  if (context.options.timeout) {
    limits.deadline = std::chrono::steady_clock::now() + *context.options.timeout;
  }
  return limits;
}

Result<std::string> read_input(const std::string& source, const std::stop_token& stop) {
  auto text = input_text(source, stop);
  if (!text) {
    return text;
  }
  if (stop.stop_requested()) {
    return make_failure(CALLOUT_E_CANCELLED, "interrupted while the input was read");
  }
  if (const auto valid = compact_json(*text, "--input"); !valid) {
    return valid.error();
  }
  return text;
}

Result<ActionName> split_action_name(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (!is_utf8(text)) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        "the name of the action is not UTF-8",
                        "write CONNECTION.ACTION, as in pagerduty.listIncidents");
  }
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        "\"" + std::string(text) + "\" does not name an action",
                        "write CONNECTION.ACTION, as in pagerduty.listIncidents");
  }
  return ActionName{std::string(text.substr(0, dot)), std::string(text.substr(dot + 1))};
}

ExitStatus status_of_call(Host& host, const ActionName& name, const Failure& failure) {
  if (failure.status == CALLOUT_E_CANCELLED) {
    return ExitStatus::interrupted;
  }
  if (!name.action.empty()) {
    return host.describe_action(name.connection, name.action) ? exit_status_of(failure) : ExitStatus::usage;
  }
  for (const ConnectionEntry& connection : host.connections()) {
    if (connection.name == name.connection && host.describe_plugin(connection.plugin, {})) {
      return exit_status_of(failure);
    }
  }
  return ExitStatus::usage;
}

} // namespace callout::host::cli
