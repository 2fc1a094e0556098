#include <utility>

#include "workflow/engine/frame.hpp"
#include "workflow/engine/run.hpp"

namespace callout::host::workflow {
namespace {

/// The pointer's tail behind the list's owner, with what tells a second visit from the first.
std::string key_step(const Task& task, std::string_view owner, std::size_t visits) {
  std::string step = task.pointer.substr(owner.size());
  return visits == 0 ? step : step + "#" + std::to_string(visits);
}

} // namespace

/// Tasks by their order, as far as `then` does not say otherwise. `exit` and `end` are handed to the owner.
Outcome<Step> Run::run_list(const TaskList& list, std::string_view owner, Value input) {
  const Frame frame(*this);
  const std::size_t key_size = key_.size();
  std::vector<std::size_t> visits(list.tasks.size());
  std::size_t at = 0;
  while (at < list.tasks.size()) {
    const Task& task = list.tasks[at];
    key_ += key_step(task, owner, visits[at]++);
    auto step = run_task(task, input);
    key_.resize(key_size);
    if (!step) {
      return step.error();
    }
    input = std::move(step->output);
    const FlowDirective then = step->then.value_or(FlowDirective{});
    if (then.direction == Direction::exit || then.direction == Direction::end) {
      return Step{std::move(input), then};
    }
    at = then.direction == Direction::jump ? then.target : at + 1;
  }
  return Step{std::move(input), std::nullopt};
}

} // namespace callout::host::workflow
