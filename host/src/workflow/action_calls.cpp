#include "workflow/action_calls.hpp"

#include <variant>

namespace callout::host::workflow {
namespace {

class Walk {
public:
  explicit Walk(const std::function<void(const Task&, const ActionCall&)>& visit) : visit_(visit) {}

  void walk(const TaskList& list) const {
    for (const Task& task : list.tasks) {
      walk(task);
    }
  }

  void walk(const Task& task) const {
    std::visit([&](const auto& body) { this->enter(task, body); }, task.body);
  }

private:
  template <class Body>
  void enter(const Task&, const Body&) const {}

  void enter(const Task&, const DoTask& body) const { walk(body.body); }

  void enter(const Task&, const ForTask& body) const { walk(body.body); }

  void enter(const Task&, const TryTask& body) const {
    walk(body.body);
    if (body.handler) {
      walk(*body.handler);
    }
  }

  void enter(const Task& task, const CallTask& body) const {
    if (const auto* const call = std::get_if<ActionCall>(&body.target)) {
      visit_(task, *call);
    }
  }

  const std::function<void(const Task&, const ActionCall&)>& visit_;
};

} // namespace

void for_each_call(const Model& model, const std::function<void(const Task&, const ActionCall&)>& visit) {
  const Walk walk(visit);
  walk.walk(model.body);
  for (const Task& function : model.functions) {
    walk.walk(function);
  }
}

} // namespace callout::host::workflow
