#pragma once

/// One run of a workflow: the state that its tasks share, and what every task does around its own work.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <callout/host/workflow.hpp>

#include "workflow/expression/evaluator.hpp"
#include "workflow/fault.hpp"
#include "workflow/model.hpp"
#include "workflow/value.hpp"

namespace callout::host::workflow {

/// What a task, or a list of them, leaves behind. `then` is set where the work itself decides on the way on.
struct Step {
  Value output;
  std::optional<FlowDirective> then;
};

/// Lives on one thread. The model, the caller and the options outlive it.
class Run {
public:
  /// `evaluator` may be null when the model has no expressions.
  Run(const Model& model, Evaluator* evaluator, ActionCaller& caller, const RunOptions& options);

  /// From the workflow's raw input to its output.
  Outcome<Value> execute(const Value& input);

private:
  /// What belongs to the task around a list, put back when the list ends.
  class Frame;

  // run.cpp
  Outcome<Value> input_to_output(const Value& raw_input);
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] Fault over_fault(std::string_view instance) const;
  // descriptors.cpp
  void describe_workflow(const Value& raw_input);
  void describe_task(const Task& task, const Value& raw_input);
  // flow.cpp
  Outcome<Step> run_list(const TaskList& list, std::string_view owner, Value input);
  // task_run.cpp
  Outcome<Step> run_task(const Task& task, const Value& raw_input);
  Outcome<Step> run_in_time(const Task& task, const Value& raw_input);
  Outcome<Step> run_through(const Task& task, const Value& raw_input);
  Outcome<Step> finish(const Task& task, Step step);
  void tell(TaskEvent::Kind kind, const Task& task, std::string_view detail) const;
  // one file per kind of task
  Outcome<Step> run_kind(const Task& task, const DoTask& body, const Value& input);
  Outcome<Step> run_kind(const Task& task, const SetTask& body, const Value& input);
  Outcome<Step> run_kind(const Task& task, const CallTask& body, const Value& input);
  Outcome<Step> run_kind(const Task& task, const ForTask& body, const Value& input);
  Outcome<Step> run_kind(const Task& task, const SwitchTask& body, const Value& input);
  Outcome<Step> run_kind(const Task& task, const TryTask& body, const Value& input);
  Outcome<Step> run_kind(const Task& task, const RaiseTask& body, const Value& input);
  Outcome<Step> call_action(const Task& task, const ActionCall& call, const Value& input);
  Outcome<std::string> action_input(const Task& task, const ActionCall& call, const Value& input);
  Outcome<Step> call_function(const Task& task, const FunctionCall& call, const Value& input);
  Outcome<bool> catches(const TryTask& body, const Fault& fault);
  // evaluation.cpp
  Outcome<Value> evaluate(ExpressionId id, const Value& data);
  Outcome<Value> value_of(const ValueSource& source, const Value& data);
  Outcome<bool> holds(const std::optional<ExpressionId>& condition, const Value& data);
  [[nodiscard]] Fault fault_of_evaluation(const EvaluationError& error, ExpressionId id) const;
  const Value& literal(const Literal& literal);

  const Model& model_;
  Evaluator* evaluator_;
  ActionCaller& caller_;
  const RunOptions& options_;
  CallLimits limits_; ///< of the innermost task with a timeout
  std::string run_id_;
  std::string key_;           ///< path of the running task with loop indices: the tail of its request id
  std::string_view instance_; ///< pointer of the running task
  std::vector<Value> slots_;
  std::map<const Literal*, Value> literals_;
  bool describes_tasks_ = false;
  std::size_t function_depth_ = 0;
};

} // namespace callout::host::workflow
