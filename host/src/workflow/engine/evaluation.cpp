#include <utility>

#include "workflow/engine/run.hpp"
#include "workflow/json_text.hpp"

namespace callout::host::workflow {

Outcome<Value> Run::evaluate(ExpressionId id, const Value& data) {
  auto result = evaluator_->evaluate(id, data, slots_, {limits_.deadline, limits_.stop});
  if (!result) {
    return fault_of_evaluation(result.error(), id);
  }
  return *std::move(result);
}

Fault Run::fault_of_evaluation(const EvaluationError& error, ExpressionId id) const {
  if (error.halted == HaltReason::deadline || error.halted == HaltReason::stopped) {
    return over_fault(instance_);
  }
  // Which of the task's expressions: the rest of its pointer, "set/colors".
  std::string_view place = model_.expressions[id.index].pointer;
  if (place.size() > instance_.size() && place.starts_with(instance_)) {
    place.remove_prefix(instance_.size() + 1);
  }
  return make_fault(ErrorKind::expression, std::string(place) + ": " + error.detail, instance_);
}

Outcome<Value> Run::value_of(const ValueSource& source, const Value& data) {
  if (const auto* const plain = std::get_if<Literal>(&source)) {
    return literal(*plain);
  }
  return evaluate(std::get<ExpressionId>(source), data);
}

/// Read once a run.
const Value& Run::literal(const Literal& literal) {
  const auto known = literals_.find(&literal);
  if (known != literals_.end()) {
    return known->second;
  }
  auto value = parse_json(literal.json);
  return literals_.emplace(&literal, value ? *std::move(value) : Value()).first->second;
}

Outcome<bool> Run::holds(const std::optional<ExpressionId>& condition, const Value& data) {
  if (!condition) {
    return true;
  }
  const auto result = evaluate(*condition, data);
  if (!result) {
    return result.error();
  }
  return result->is_truthy();
}

} // namespace callout::host::workflow
