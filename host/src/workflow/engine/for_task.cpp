#include <utility>

#include "workflow/engine/run.hpp"

namespace callout::host::workflow {

/// Each iteration gets what the one before left; `exit` in the body ends the loop.
Outcome<Step> Run::run_kind(const Task& task, const ForTask& body, const Value& input) {
  const auto items = evaluate(body.in, input);
  if (!items) {
    return items.error();
  }
  if (!items->is_array()) {
    return make_fault(ErrorKind::expression,
                      "for/in: must yield an array, but yields " + std::string(items->kind_name()) +
                          "; write `.member // []` where it may be missing",
                      task.pointer);
  }
  Value data = input;
  const std::size_t key_size = key_.size();
  for (int i = 0; i < items->size(); ++i) {
    slots_[body.item_slot] = items->at(i);
    slots_[body.item_slot + 1] = Value(static_cast<double>(i));
    const auto goes_on = holds(body.condition, data);
    if (!goes_on) {
      return goes_on.error();
    }
    if (!*goes_on) {
      break;
    }
    key_ += "[" + std::to_string(i) + "]";
    auto step = run_list(body.body, task.pointer, data);
    key_.resize(key_size);
    if (!step) {
      return step;
    }
    data = std::move(step->output);
    if (step->then) {
      return Step{std::move(data), step->then->direction == Direction::end ? step->then : std::nullopt};
    }
  }
  return Step{std::move(data), std::nullopt};
}

} // namespace callout::host::workflow
