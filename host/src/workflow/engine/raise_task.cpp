#include <utility>

#include "workflow/engine/run.hpp"

namespace callout::host::workflow {

Outcome<Step> Run::run_kind(const Task& task, const RaiseTask& body, const Value& input) {
  auto error = value_of(body.error, input);
  if (!error) {
    return error.error();
  }
  const auto type = error->find("type");
  const auto status = error->find("status");
  if (!type || !type->is_string() || !status || !status->is_number()) {
    return make_fault(ErrorKind::expression,
                      "raise/error: `type` must be a string and `status` a number, but the error is " +
                          error->dump(),
                      task.pointer);
  }
  return raised_fault(*std::move(error), task.pointer);
}

} // namespace callout::host::workflow
