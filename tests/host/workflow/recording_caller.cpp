#include "recording_caller.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

namespace callout::host::test {

void RecordingCaller::on(std::string action, std::string result) {
  on(std::move(action), [result = std::move(result)](const Invocation&) { return result; });
}

Result<std::string> RecordingCaller::invoke(const Invocation& invocation) {
  const std::string action = std::string(invocation.connection) + "." + std::string(invocation.action);
  {
    const std::lock_guard lock(mutex_);
    calls_.push_back({action, std::string(invocation.input), std::string(invocation.request_id)});
  }
  const auto answer = answers_.find(action);
  if (answer == answers_.end()) {
    return make_failure(CALLOUT_E_UNKNOWN_ACTION, "no action " + action);
  }
  return answer->second(invocation);
}

Result<std::string> RecordingCaller::describe_action(std::string_view connection, std::string_view action) {
  const std::string name = std::string(connection) + "." + std::string(action);
  const auto description = descriptions_.find(name);
  if (description == descriptions_.end()) {
    return make_failure(CALLOUT_E_UNKNOWN_ACTION, "there is no action " + name, "did you mean another?");
  }
  return description->second;
}

std::vector<RecordedCall> RecordingCaller::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::string document(std::string_view tasks) {
  return "document: { dsl: '1.0.3', namespace: tests, name: example, version: '1.0.0' }\n" +
         std::string(tasks);
}

Workflow load(std::string_view tasks) {
  auto workflow = Workflow::parse(document(tasks), "flow.yaml");
  if (!workflow) {
    FAIL("refused: " << workflow.error().message());
  }
  return *std::move(workflow);
}

std::string fault_line(const Failure& failure) {
  const auto text = [&](std::string_view member) {
    const auto* const value = failure.problem.if_contains(member);
    if (value == nullptr) {
      return std::string();
    }
    return value->is_string() ? std::string(value->get_string()) : boost::json::serialize(*value);
  };
  const std::string type = text("type");
  return "fault " + type.substr(type.rfind('/') + 1) + " " + text("status") + " " + text("instance") + ": " +
         text("detail");
}

std::string run(std::string_view tasks, std::string_view input, ActionCaller& caller, RunOptions options) {
  options.input = input;
  const auto output = load(tasks).run(caller, options);
  return output ? *output : fault_line(output.error());
}

std::string run(std::string_view tasks, std::string_view input) {
  RecordingCaller caller;
  return run(tasks, input, caller);
}

} // namespace callout::host::test
