#pragma once

/// The engine's boundary in tests: answers calls from a table and remembers them.

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <callout/host/workflow.hpp>

namespace callout::host::test {

struct RecordedCall {
  std::string action; ///< "connection.action"
  std::string input;
  std::string request_id;
};

class RecordingCaller final : public ActionCaller {
public:
  using Answer = std::function<Result<std::string>(const Invocation&)>;

  /// `action` is "connection.action".
  void on(std::string action, Answer answer) { answers_[std::move(action)] = std::move(answer); }

  void on(std::string action, std::string result);

  void describe(std::string action, std::string description) {
    descriptions_[std::move(action)] = std::move(description);
  }

  Result<std::string> invoke(const Invocation& invocation) override;
  Result<std::string> describe_action(std::string_view connection, std::string_view action) override;

  [[nodiscard]] std::vector<RecordedCall> calls() const;

private:
  std::map<std::string, Answer> answers_;
  std::map<std::string, std::string> descriptions_;
  mutable std::mutex mutex_;
  std::vector<RecordedCall> calls_;
};

/// A document around a `do` list (and what else follows it), in YAML.
std::string document(std::string_view tasks);

/// The workflow of document(tasks); the test fails when it is refused.
Workflow load(std::string_view tasks);

/// Its output, or "fault " and the problem's type (last part), status, instance and detail.
std::string
run(std::string_view tasks, std::string_view input, ActionCaller& caller, RunOptions options = {});
std::string run(std::string_view tasks, std::string_view input = "null");

/// "fault <kind> <status> <instance>: <detail>"
std::string fault_line(const Failure& failure);

} // namespace callout::host::test
