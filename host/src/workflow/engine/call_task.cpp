#include <algorithm>
#include <utility>

#include "workflow/engine/frame.hpp"
#include "workflow/engine/run.hpp"
#include "workflow/json_text.hpp"

namespace callout::host::workflow {
namespace {

constexpr std::size_t deepest_function_call = 64;

/// Task names may hold any character, but a request id may end up in a header.
std::string printable(std::string_view key) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f) {
      text += c;
    } else {
      text += {'%', digits[byte >> 4U], digits[byte & 0xfU]};
    }
  }
  return text;
}

} // namespace

Outcome<Step> Run::run_kind(const Task& task, const CallTask& body, const Value& input) {
  if (const auto* const call = std::get_if<ActionCall>(&body.target)) {
    return call_action(task, *call, input);
  }
  return call_function(task, std::get<FunctionCall>(body.target), input);
}

Outcome<Step> Run::call_action(const Task& task, const ActionCall& call, const Value& input) {
  const auto text = action_input(task, call, input);
  if (!text) {
    return text.error();
  }
  const std::string request_id = run_id_ + printable(key_);
  const auto result = caller_.invoke({.connection = call.connection,
                                      .action = call.action,
                                      .input = *text,
                                      .request_id = request_id,
                                      .limits = limits_});
  if (!result) {
    return fault_of(result.error(), task.pointer);
  }
  auto output = parse_json(*result);
  if (!output) {
    return make_fault(ErrorKind::data,
                      "the result of " + call.connection + "." + call.action +
                          " cannot be used: " + output.error().message(),
                      task.pointer);
  }
  return Step{*std::move(output), std::nullopt};
}

Outcome<std::string> Run::action_input(const Task& task, const ActionCall& call, const Value& input) {
  if (const auto* const plain = std::get_if<Literal>(&call.input)) {
    return plain->json;
  }
  const auto value = value_of(call.input, input);
  if (!value) {
    return value.error();
  }
  if (!value->is_object()) {
    return make_fault(ErrorKind::validation,
                      "with: the input of an action must be an object, but is " +
                          std::string(value->kind_name()),
                      task.pointer);
  }
  return value->dump();
}

/// The function's task gets `with`, or else the input, as its own input, and sees no variable of the caller.
Outcome<Step> Run::call_function(const Task& task, const FunctionCall& call, const Value& input) {
  if (function_depth_ == deepest_function_call) {
    return make_fault(ErrorKind::runtime,
                      "functions call each other more than " + std::to_string(deepest_function_call) +
                          " levels deep",
                      task.pointer);
  }
  auto argument = call.input ? value_of(*call.input, input) : Outcome<Value>(input);
  if (!argument) {
    return argument.error();
  }
  const Frame frame(*this);
  const std::vector<Value> slots = slots_;
  const std::size_t key_size = key_.size();
  const Task& function = model_.functions[call.function];
  key_ += function.pointer;
  ++function_depth_;
  auto step = run_task(function, *argument);
  --function_depth_;
  key_.resize(key_size);
  std::copy(slots.begin() + slot::first_local, slots.end(), slots_.begin() + slot::first_local);
  if (step && step->then && step->then->direction != Direction::end) {
    step->then.reset();
  }
  return step;
}

} // namespace callout::host::workflow
