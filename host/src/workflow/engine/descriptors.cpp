#include <algorithm>
#include <chrono>
#include <ctime>

#include "workflow/engine/run.hpp"

namespace callout::host::workflow {
namespace {

/// {"iso8601": "2026-07-01T12:00:00.123Z", "epoch": {"seconds": n, "milliseconds": n}}
Value time_descriptor(std::chrono::system_clock::time_point time) {
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  const std::time_t seconds = since / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::string text(32, '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts));
  const std::string fraction = std::to_string(1000 + since % 1000).substr(1);
  Value epoch = Value::object();
  epoch.set("seconds", Value(static_cast<double>(seconds)));
  epoch.set("milliseconds", Value(static_cast<double>(since)));
  Value descriptor = Value::object();
  descriptor.set("iso8601", Value(text + "." + fraction + "Z"));
  descriptor.set("epoch", std::move(epoch));
  return descriptor;
}

const boost::json::value& at_pointer(const boost::json::value& document, const std::string& pointer) {
  boost::system::error_code error;
  const boost::json::value* const found = document.find_pointer(pointer, error);
  return found == nullptr ? document : *found;
}

} // namespace

void Run::describe_workflow(const Value& raw_input) {
  Value runtime = Value::object();
  runtime.set("name", Value("callout"));
  runtime.set("version", Value(CALLOUT_VERSION));
  slots_[slot::runtime] = std::move(runtime);
  for (const Expression& expression : model_.expressions) {
    describes_tasks_ = describes_tasks_ || expression.reads_task;
  }
  if (std::none_of(model_.expressions.begin(), model_.expressions.end(), [](const Expression& expression) {
        return expression.reads_workflow;
      })) {
    return;
  }
  Value workflow = Value::object();
  workflow.set("id", Value(run_id_));
  workflow.set("definition", Value::from_json(model_.document));
  workflow.set("input", raw_input);
  workflow.set("startedAt", time_descriptor(std::chrono::system_clock::now()));
  slots_[slot::workflow] = std::move(workflow);
}

void Run::describe_task(const Task& task, const Value& raw_input) {
  instance_ = task.pointer;
  if (!describes_tasks_) {
    return;
  }
  Value descriptor = Value::object();
  descriptor.set("name", Value(task.name));
  descriptor.set("reference", Value(task.pointer));
  descriptor.set("definition", Value::from_json(at_pointer(model_.document, task.pointer)));
  descriptor.set("input", raw_input);
  descriptor.set("startedAt", time_descriptor(std::chrono::system_clock::now()));
  slots_[slot::task] = std::move(descriptor);
}

} // namespace callout::host::workflow
