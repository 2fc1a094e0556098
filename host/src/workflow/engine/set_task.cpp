#include <utility>

#include "workflow/engine/run.hpp"

namespace callout::host::workflow {

Outcome<Step> Run::run_kind(const Task&, const SetTask& body, const Value& input) {
  auto value = value_of(body.value, input);
  if (!value) {
    return value.error();
  }
  return Step{*std::move(value), std::nullopt};
}

} // namespace callout::host::workflow
