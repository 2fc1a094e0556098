#include "workflow/expression/evaluator.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "workflow/expression/program_builder.hpp"

namespace callout::host::workflow {
namespace {

constexpr std::size_t longest_detail = 500;

/// [index, data, slots...]; slots that the expression does not name stay null.
jv program_input(ExpressionId id,
                 const Expression& expression,
                 const Value& data,
                 const std::vector<Value>& slots) {
  jv input = jv_array_sized(static_cast<int>(slots.size()) + input_first_slot);
  input = jv_array_set(input, input_index, jv_number(static_cast<double>(id.index)));
  input = jv_array_set(input, input_data, data.share());
  for (const Binding& binding : expression.bindings) {
    const int position = static_cast<int>(binding.slot) + input_first_slot;
    input = jv_array_set(input, position, slots[binding.slot].share());
  }
  return input;
}

std::string detail_of(const Value& raised) {
  std::string detail = raised.is_string() ? std::string(raised.text()) : raised.dump();
  if (detail.size() > longest_detail) {
    std::size_t end = longest_detail;
    while (end > 0 && (static_cast<unsigned char>(detail[end]) & 0xC0U) == 0x80U) {
      --end; // not inside a UTF-8 sequence
    }
    detail.resize(end);
    detail += "...";
  }
  return detail;
}

EvaluationError halt_error(HaltReason reason, bool own_limit) {
  switch (reason) {
  case HaltReason::memory:
    return {HaltReason::memory, "the expression takes more than 512 MiB of memory"};
  case HaltReason::stopped:
    return {HaltReason::stopped, "the run was asked to stop"};
  default:
    return own_limit ? EvaluationError{HaltReason::none, "the expression takes longer than 10 seconds"}
                     : EvaluationError{HaltReason::deadline, "the time is up"};
  }
}

} // namespace

void throw_exception_from_error(const EvaluationError& error, const boost::source_location&) {
  throw std::runtime_error(error.detail);
}

Evaluated<Value> Evaluator::evaluate(ExpressionId id,
                                     const Value& data,
                                     const std::vector<Value>& slots,
                                     const EvaluationLimits& limits) {
  jq_state* const state = program_->state();
  const auto own_deadline = std::chrono::steady_clock::now() + longest_evaluation;
  jq_start(state, program_input(id, expressions_[id.index], data, slots), 0);
  watchdog_.arm(state, {std::min(own_deadline, limits.deadline), limits.stop});
  Value result(jq_next(state));
  const HaltReason halted = watchdog_.disarm();
  jq_start(state, jv_null(), 0); // lets go of the data, and of what a halted program had built
  if (halted != HaltReason::none) {
    return halt_error(halted, own_deadline < limits.deadline);
  }
  if (result.kind() != JV_KIND_INVALID) {
    return result;
  }
  if (jv_invalid_has_msg(result.share()) == 0) {
    return EvaluationError{HaltReason::none, "the expression yields nothing"};
  }
  return EvaluationError{HaltReason::none, detail_of(Value(jv_invalid_get_msg(result.share())))};
}

} // namespace callout::host::workflow
