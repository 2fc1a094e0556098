#pragma once

/// Workflows: Open Workflow DSL 1.0 documents that act through connections.

#include <compare>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <callout/host/action_caller.hpp>
#include <callout/host/failure.hpp>

namespace callout::host {

/// One thing that happened in a run, for progress lines and logs. Views are borrowed during the callback.
struct TaskEvent {
  enum class Kind { started, finished, skipped, caught, faulted };
  Kind kind = Kind::started;
  std::string_view task;    ///< its name
  std::string_view pointer; ///< JSON pointer into the document: "/do/0/triage/do/1/note"
  std::string_view detail;  ///< what it calls ("pagerduty.listIncidents"), or the error's title
};

/// An action that a workflow calls.
struct ActionReference {
  std::string connection;
  std::string action;

  auto operator<=>(const ActionReference&) const = default;
};

struct RunOptions {
  std::string input = "null"; ///< JSON text
  std::string run_id;         ///< empty: a new one
  CallLimits limits;
  std::function<void(const TaskEvent&)> on_event; ///< may be empty; called on the running thread
};

/// A checked workflow. Immutable after load; run() may be called from several threads at once.
class Workflow {
public:
  /// Reads YAML or JSON. Everything that can be refused before running is: syntax, unknown members,
  /// constructs that are not supported, expressions that do not compile. Failures name file, line and column.
  static Result<Workflow> load(const std::filesystem::path& file);
  static Result<Workflow> parse(std::string_view text, std::string_view file_name);

  Workflow(const Workflow&) = delete;
  Workflow& operator=(const Workflow&) = delete;
  Workflow(Workflow&&) noexcept;
  Workflow& operator=(Workflow&&) noexcept;
  ~Workflow();

  [[nodiscard]] std::string_view name() const;
  [[nodiscard]] std::string_view version() const;

  /// The actions it may call, each once, sorted.
  [[nodiscard]] std::vector<ActionReference> calls() const;

  /// Every connection and action it names must exist and be permitted, and literal inputs must name no member
  /// that the action lacks nor miss a required one. One failure for each place.
  [[nodiscard]] std::vector<Failure> check(ActionCaller& caller) const;

  /// Runs it to its end and yields the output as JSON text. A fault's problem is the workflow error:
  /// "type", "status", "title", "detail", "instance" (JSON pointer of the task that raised it).
  Result<std::string> run(ActionCaller& caller, const RunOptions& options) const;

private:
  class Implementation;
  explicit Workflow(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

} // namespace callout::host
