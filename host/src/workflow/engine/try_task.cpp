#include <utility>

#include "workflow/engine/run.hpp"

namespace callout::host::workflow {
namespace {

bool equals(const std::optional<std::string>& wanted, std::string_view found) {
  return !wanted || *wanted == found;
}

bool matches(const ErrorFilter& filter, const Fault& fault) {
  const auto status = fault.problem.find("status");
  return equals(filter.type, normalised_error_type(fault_text(fault, "type"))) &&
         (!filter.status || (status && status->is_number() && status->number() == *filter.status)) &&
         equals(filter.instance, fault_text(fault, "instance")) &&
         equals(filter.title, fault_text(fault, "title")) &&
         equals(filter.detail, fault_text(fault, "detail"));
}

} // namespace

/// When the run's time is up, or the try task's own, and when the run was asked to stop, nothing is caught.
Outcome<Step> Run::run_kind(const Task& task, const TryTask& body, const Value& input) {
  auto step = run_list(body.body, task.pointer, input);
  if (!step) {
    if (is_over()) {
      return step;
    }
    slots_[body.error_slot] = step.error().problem;
    const auto caught = catches(body, step.error());
    if (!caught) {
      return caught.error();
    }
    if (!*caught) {
      return step;
    }
    tell(TaskEvent::Kind::caught, task, fault_text(step.error(), "title"));
    step = body.handler ? run_list(*body.handler, task.pointer, input)
                        : Outcome<Step>(Step{input, std::nullopt});
  }
  if (step && step->then && step->then->direction == Direction::exit) {
    step->then.reset();
  }
  return step;
}

Outcome<bool> Run::catches(const TryTask& body, const Fault& fault) {
  if (!matches(body.filter, fault)) {
    return false;
  }
  auto wanted = holds(body.when, fault.problem);
  if (!wanted || !*wanted || !body.except_when) {
    return wanted;
  }
  auto excepted = holds(body.except_when, fault.problem);
  if (!excepted) {
    return excepted;
  }
  return !*excepted;
}

} // namespace callout::host::workflow
