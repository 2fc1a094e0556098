#include <algorithm>
#include <utility>
#include <variant>

#include "workflow/engine/run.hpp"

namespace callout::host::workflow {
namespace {

/// What an action call calls, for progress lines; empty for other tasks.
std::string target_of(const Task& task) {
  const auto* const call = std::get_if<CallTask>(&task.body);
  const auto* const action = call == nullptr ? nullptr : std::get_if<ActionCall>(&call->target);
  return action == nullptr ? std::string() : action->connection + "." + action->action;
}

} // namespace

Outcome<Step> Run::run_task(const Task& task, const Value& raw_input) {
  if (is_over()) {
    return over_fault(task.pointer);
  }
  describe_task(task, raw_input);
  const auto wanted = holds(task.condition, raw_input);
  if (wanted && !*wanted) {
    tell(TaskEvent::Kind::skipped, task, {});
    return Step{raw_input, std::nullopt};
  }
  tell(TaskEvent::Kind::started, task, target_of(task));
  auto step = wanted ? run_in_time(task, raw_input) : Outcome<Step>(wanted.error());
  if (step) {
    tell(TaskEvent::Kind::finished, task, target_of(task));
  } else {
    tell(TaskEvent::Kind::faulted, task, fault_text(step.error(), "title"));
  }
  return step;
}

Outcome<Step> Run::run_in_time(const Task& task, const Value& raw_input) {
  if (!task.timeout) {
    return run_through(task, raw_input);
  }
  const auto around = limits_.deadline;
  const auto own = std::chrono::steady_clock::now() + *task.timeout;
  limits_.deadline = std::min(around, own);
  auto step = run_through(task, raw_input);
  const bool late = !step && own < around && is_over() && !limits_.stop.stop_requested();
  limits_.deadline = around;
  if (!late) {
    return step;
  }
  return make_fault(ErrorKind::timeout,
                    "the task did not end within " + std::to_string(task.timeout->count()) + " ms",
                    task.pointer);
}

/// input.from, the work, output.as, export.as.
Outcome<Step> Run::run_through(const Task& task, const Value& raw_input) {
  slots_[slot::input] = Value();
  auto input = task.input_from ? value_of(*task.input_from, raw_input) : Outcome<Value>(raw_input);
  if (!input) {
    return input.error();
  }
  slots_[slot::input] = *input;
  auto step = std::visit([&](const auto& body) { return run_kind(task, body, *input); }, task.body);
  return step ? finish(task, *std::move(step)) : std::move(step);
}

Outcome<Step> Run::finish(const Task& task, Step step) {
  if (task.output_as) {
    auto output = value_of(*task.output_as, step.output);
    if (!output) {
      return output.error();
    }
    step.output = *std::move(output);
  }
  if (task.export_as) {
    slots_[slot::output] = step.output;
    auto context = value_of(*task.export_as, step.output);
    slots_[slot::output] = Value();
    if (!context) {
      return context.error();
    }
    slots_[slot::context] = *std::move(context);
  }
  if (!step.then) {
    step.then = task.then;
  }
  return step;
}

void Run::tell(TaskEvent::Kind kind, const Task& task, std::string_view detail) const {
  if (options_.on_event) {
    options_.on_event({kind, task.name, task.pointer, detail});
  }
}

} // namespace callout::host::workflow
