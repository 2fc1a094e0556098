#pragma once

/// What a run shows while it goes on.

#include <string>

#include <callout/host/log.hpp>
#include <callout/host/workflow.hpp>

#include "palette.hpp"

namespace callout::host::cli {

/// A line for a person, indented by the depth of the task, with its line end.
std::string progress_line(const TaskEvent& event, const Palette& palette);

/// The event as a record of level debug (caught and faulted ones too: the run's end reports what failed).
LogRecord log_record(const TaskEvent& event);

} // namespace callout::host::cli
