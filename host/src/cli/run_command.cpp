#include <callout/host/workflow.hpp>

#include "commands.hpp"
#include "task_progress.hpp"

namespace callout::host::cli {
namespace {

std::function<void(const TaskEvent&)> event_sink(const Context& context) {
  if (context.options.verbose) {
    return [log = context.log](const TaskEvent& event) {
      log(log_record(event));
    };
  }
  Console& console = context.console;
  if (console.error_is_terminal()) {
    return [&console](const TaskEvent& event) {
      console.tell(progress_line(event, console.error_palette()));
    };
  }
  return {};
}

ExitStatus refuse(const Context& context, const Failure& failure) {
  context.console.report(failure);
  return failure.status == CALLOUT_E_CANCELLED ? ExitStatus::interrupted : ExitStatus::usage;
}

/// Everything that can be refused is refused before the first task acts.
bool passes_check(const Context& context, const Workflow& workflow, Host& host) {
  const std::vector<Failure> problems = workflow.check(host);
  for (const Failure& problem : problems) {
    context.console.report(problem);
  }
  return problems.empty();
}

} // namespace

ExitStatus run_workflow(const Context& context, const WorkflowRunOptions& options) {
  RunOptions run;
  run.limits = limits_from_now(context);
  run.on_event = event_sink(context);
  const auto workflow = Workflow::load(options.workflow);
  if (!workflow) {
    return refuse(context, workflow.error());
  }
  const auto host = open_host(context);
  if (!host) {
    return refuse(context, host.error());
  }
  auto input = options.input ? read_input(*options.input, context.stop) : Result<std::string>(run.input);
  if (!input) {
    return refuse(context, input.error());
  }
  run.input = std::move(*input);
  if (!passes_check(context, *workflow, **host)) {
    return ExitStatus::usage;
  }
  const auto output = workflow->run(**host, run);
  if (!output) {
    context.console.print_problem(output.error());
    return context.stop.stop_requested() ? ExitStatus::interrupted : ExitStatus::failed;
  }
  context.console.print_json(*output);
  return ExitStatus::done;
}

} // namespace callout::host::cli
