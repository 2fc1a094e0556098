#include "workflow/engine/run.hpp"

#include <algorithm>

#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace callout::host::workflow {

Run::Run(const Model& model, Evaluator* evaluator, ActionCaller& caller, const RunOptions& options)
    : model_(model),
      evaluator_(evaluator),
      caller_(caller),
      options_(options),
      limits_(options.limits),
      run_id_(options.run_id.empty() ? to_string(boost::uuids::random_generator()()) : options.run_id),
      slots_(model.slots) {}

Outcome<Value> Run::execute(const Value& input) {
  describe_workflow(input);
  if (model_.timeout) {
    limits_.deadline = std::min(limits_.deadline, std::chrono::steady_clock::now() + *model_.timeout);
  }
  if (is_over()) {
    return over_fault("");
  }
  auto output = input_to_output(input);
  if (!output && is_over()) {
    return over_fault(fault_text(output.error(), "instance"));
  }
  return output;
}

Outcome<Value> Run::input_to_output(const Value& raw_input) {
  auto input = model_.input_from ? value_of(*model_.input_from, raw_input) : Outcome<Value>(raw_input);
  if (!input) {
    return input;
  }
  auto end = run_list(model_.body, "", *std::move(input));
  if (!end) {
    return end.error();
  }
  instance_ = "";
  return model_.output_as ? value_of(*model_.output_as, end->output) : Outcome<Value>(std::move(end->output));
}

/// Nothing may go on: neither the next task, nor a `catch`.
bool Run::is_over() const {
  return limits_.stop.stop_requested() || std::chrono::steady_clock::now() >= limits_.deadline;
}

Fault Run::over_fault(std::string_view instance) const {
  if (!limits_.stop.stop_requested()) {
    return make_fault(ErrorKind::timeout, "the time for the run is up", instance);
  }
  Fault fault = make_fault(ErrorKind::runtime, "the run was asked to stop", instance);
  fault.problem.set("title", Value("Cancelled"));
  fault.problem.set("status", Value(499.0));
  fault.status = CALLOUT_E_CANCELLED;
  return fault;
}

} // namespace callout::host::workflow
