#pragma once

/// Calls and their answers, written down. docs/cli.md, "Recordings", has the form of the lines.

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>
#include <callout/host/action_caller.hpp>
#include <callout/host/host.hpp>

#include "host_core.hpp"
#include "line_file.hpp"

namespace callout::host {

/// The first line of a recording.
inline constexpr std::string_view recording_head = R"({"callout_recording":1})";

/// Hands every call on and writes down what came of it, with secrets replaced. A line that cannot be written
/// does not change the answer, which may have had an effect: the log says so. Thread-safe.
class Recorder final : public ActionCaller {
public:
  /// A recording that is there already goes on. `core` outlives the recorder.
  static Result<std::unique_ptr<Recorder>> open(const std::filesystem::path& file, HostCore& core);

  Result<std::string> invoke(const Invocation& invocation) override;
  Result<std::string> describe_action(std::string_view connection, std::string_view action) override;
  Result<ConnectionTest> test(std::string_view connection, const CallLimits& limits);

private:
  Recorder(std::filesystem::path path, LineFile file, HostCore& core);

  /// Writes the description that a replay will be asked for, once for each action.
  void describe_once(std::string_view connection, std::string_view action);
  void
  write_description(std::string_view connection, std::string_view action, const Result<std::string>& text);
  bool is_first(std::string_view connection, std::string_view action);
  /// One line: the members of `start`, `more` as JSON text that begins with a comma, the outcome.
  void write(const boost::json::object& start, std::string_view more, const Result<std::string>& outcome);
  /// A result is written as it is, a problem is cleaned of secrets.
  void append(const boost::json::object& start, std::string_view more, const Result<std::string>& recorded);

  const std::filesystem::path path_;
  const LineFile file_;
  HostCore& core_;
  std::mutex mutex_;
  std::set<std::pair<std::string, std::string>> described_;
  std::atomic<bool> has_failed_ = false;
};

} // namespace callout::host
