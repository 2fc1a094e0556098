#include "workflow/engine/run.hpp"

namespace callout::host::workflow {

/// The first case that holds, else the one without `when`, else the task's own `then`.
Outcome<Step> Run::run_kind(const Task&, const SwitchTask& body, const Value& input) {
  std::optional<FlowDirective> otherwise;
  for (const SwitchCase& branch : body.cases) {
    if (!branch.when) {
      otherwise = branch.then;
      continue;
    }
    const auto matches = holds(branch.when, input);
    if (!matches) {
      return matches.error();
    }
    if (*matches) {
      return Step{input, branch.then};
    }
  }
  return Step{input, otherwise};
}

} // namespace callout::host::workflow
