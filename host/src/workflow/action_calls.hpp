#pragma once

/// The actions that a workflow calls, wherever they stand.

#include <functional>

#include "workflow/model.hpp"

namespace callout::host::workflow {

/// Visits every task that calls an action, in the order of the document; functions come last.
void for_each_call(const Model& model, const std::function<void(const Task&, const ActionCall&)>& visit);

} // namespace callout::host::workflow
