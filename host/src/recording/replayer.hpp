#pragma once

/// Answers out of a recording.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <callout/host/action_caller.hpp>
#include <callout/host/host.hpp>

#include "connections/redactor.hpp"
#include "log_channel.hpp"
#include "recording/recording_reader.hpp"

namespace callout::host {

/// The n-th call of a connection's action with the same input gets the n-th answer that was recorded for it;
/// after the last one it gets the last one again. Secrets that the recording hides may be any. Needs no
/// plugin, network or secret. Thread-safe.
class Replayer final : public ActionCaller {
public:
  /// Reads the whole file. Failures name it and the line.
  static Result<std::unique_ptr<Replayer>> open(const std::filesystem::path& file, LogChannel log);

  /// CALLOUT_E_UNSUPPORTED with code "callout.not-recorded", and what was recorded instead, for a call that
  /// was not; the log has it, too, since a workflow may catch it.
  Result<std::string> invoke(const Invocation& invocation) override;
  Result<std::string> describe_action(std::string_view connection, std::string_view action) override;
  Result<ConnectionTest> test(std::string_view connection);

private:
  struct Answer {
    Result<std::string> outcome;
    std::size_t line = 0;
  };

  struct Answers {
    std::vector<Answer> recorded;
    std::size_t given = 0;
  };

  struct Tests {
    std::vector<Result<ConnectionTest>> recorded;
    std::size_t given = 0;
  };

  /// By "connection.action", then by the input's canonical text.
  using Calls = std::map<std::string, std::map<std::string, Answers, std::less<>>, std::less<>>;

  Replayer(std::filesystem::path file, LogChannel log);
  void keep(RecordedLine line);
  /// Null when there are none.
  Answers* find(Calls& calls, std::string_view name, std::string_view given);
  [[nodiscard]] Failure not_recorded(const std::string& name, const Calls& calls) const;

  const std::filesystem::path file_;
  const LogChannel log_;
  const Redactor no_secrets_; ///< a replay knows none; members that are secret by name are replaced
  std::mutex mutex_;
  Calls calls_;
  Calls dry_runs_;
  std::map<std::string, Result<std::string>, std::less<>> descriptions_;
  std::map<std::string, Tests, std::less<>> tests_;
};

} // namespace callout::host
