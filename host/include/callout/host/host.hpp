#pragma once

/// The embedding API: a host with its plugins folder and its connections.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <callout/host/action_caller.hpp>
#include <callout/host/failure.hpp>
#include <callout/host/log.hpp>
#include <callout/host/statistics.hpp>

namespace callout::host {

struct HostOptions {
  /// Searched first, in this order; then CALLOUT_PLUGIN_PATH, the user's and the system's folder.
  std::vector<std::filesystem::path> plugin_dirs;
  /// Searched last: where a program keeps the plugins it came with. Absolute, or empty.
  std::filesystem::path bundled_plugin_dir = {};
  /// Else CALLOUT_CONFIG, ./callout.yaml, the user's configuration folder; none of them: no connections.
  std::optional<std::filesystem::path> config_file;
  /// Takes the environment variables that hold connections' secrets out of the environment when the host
  /// opens, so that no child process inherits them. Those that a config names too stay there for its plugin.
  /// Safe only while no other thread uses the environment.
  bool takes_secrets_from_environment = false;
  LogSink log; ///< empty: nothing is logged. Called from any thread.
  /// Records below it are not made, which saves their cost. Trace records hold bodies of HTTP exchanges.
  LogLevel lowest_log_level = LogLevel::debug;
  /// Writes every call and its answer there, secrets replaced (docs/cli.md, "Recordings"). Created readable
  /// by its owner alone; a recording that is there already goes on.
  std::optional<std::filesystem::path> record_file = {};
  /// Answers calls from this recording: neither connection file nor plugin is needed. Excludes record_file.
  std::optional<std::filesystem::path> replay_file = {};
  /// Writes the HTTP exchanges of plugins there that trace them, secrets replaced; created as record_file is.
  std::optional<std::filesystem::path> trace_file = {};
  std::shared_ptr<Statistics> statistics = {}; ///< null: nothing is counted
};

/// A file found on the search path: a plugin, or the reason why it is none.
struct PluginEntry {
  std::string name; ///< from the file name: "pagerduty" of callout-pagerduty.so
  std::filesystem::path file;
  std::string id;
  std::string version;
  std::string build;
  std::string title;
  std::size_t actions = 0;
  std::optional<Failure> refusal; ///< set: it could not be loaded, and the members above it may be empty
};

/// A connection as configured; holds no secret.
struct ConnectionEntry {
  std::string name;
  std::string plugin;
  std::string description;
  std::string authentication; ///< kind, or empty
  std::string base_url;       ///< config's base_url, or empty
  bool read_only = false;
  std::vector<std::string> allow; ///< patterns of the actions it may call; empty: all
  std::vector<std::string> deny;  ///< patterns of those it may not, also when they are allowed
};

/// What authenticating yielded, without the session itself.
struct AuthenticationReport {
  std::string label; ///< who the session speaks for, or empty
  std::vector<std::string> granted_scopes;
  std::vector<std::string> missing_scopes;
  std::optional<std::chrono::milliseconds> expires_in;
};

/// What test() found out.
struct ConnectionTest {
  AuthenticationReport authentication;
  std::string action; ///< the cheap call it made, or empty when the plugin names none it may make
  std::string result; ///< that call's result as JSON text
  std::chrono::milliseconds took{}; ///< authentication and call together
};

/// Thread-safe. Plugins load on first use and stay loaded until the process ends.
class Host final : public ActionCaller {
public:
  /// Reads the connections, or the recording to replay. Fails on a file that cannot be used, naming file,
  /// line and member.
  static Result<std::unique_ptr<Host>> open(HostOptions options);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  /// Destroys the instances and shuts down the plugins that no other host uses. No call may be running.
  ~Host() override;

  /// Every candidate on the search path, loaded to see what it is. Sorted by name.
  std::vector<PluginEntry> plugins();
  /// Connections in the order of their file; none in a replay. Loads nothing.
  [[nodiscard]] std::vector<ConnectionEntry> connections() const;
  /// A plugin's manifest (topic empty) or one action of it, as JSON text.
  Result<std::string> describe_plugin(std::string_view plugin, std::string_view topic);
  /// Authenticates anew, then makes the cheapest call the granted scopes allow.
  Result<ConnectionTest> test(std::string_view connection, const CallLimits& limits);

  Result<std::string> invoke(const Invocation& invocation) override;
  Result<std::string> describe_action(std::string_view connection, std::string_view action) override;

private:
  class Implementation;
  explicit Host(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

} // namespace callout::host
