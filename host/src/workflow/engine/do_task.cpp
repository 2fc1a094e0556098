#include "workflow/engine/run.hpp"

namespace callout::host::workflow {

Outcome<Step> Run::run_kind(const Task& task, const DoTask& body, const Value& input) {
  auto step = run_list(body.body, task.pointer, input);
  if (step && step->then && step->then->direction == Direction::exit) {
    step->then.reset(); // leaves this task, nothing more
  }
  return step;
}

} // namespace callout::host::workflow
