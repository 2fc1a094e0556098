#pragma once

/// A workflow against the connections of a host, before anything runs.

#include <vector>

#include <callout/host/action_caller.hpp>

#include "workflow/model.hpp"
#include "workflow/parser/source.hpp"

namespace callout::host::workflow {

/// A failure for each place that names a connection or action which does not exist or is forbidden, or an
/// input member that the action lacks, or misses a required one.
std::vector<Failure> check_calls(const Model& model, const Source& source, ActionCaller& caller);

} // namespace callout::host::workflow
