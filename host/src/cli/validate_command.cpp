#include <callout/host/workflow.hpp>

#include "commands.hpp"
#include "text_table.hpp"

namespace callout::host::cli {

ExitStatus validate_workflow(const Context& context, const ValidateOptions& options) {
  Console& console = context.console;
  const auto workflow = Workflow::load(options.workflow);
  if (!workflow) {
    console.report(workflow.error());
    return ExitStatus::usage;
  }
  const auto host = open_host(context);
  if (!host) {
    console.report(host.error());
    return ExitStatus::usage;
  }
  const std::vector<Failure> problems = workflow->check(**host);
  for (const Failure& problem : problems) {
    console.report(problem);
  }
  const std::string file = options.workflow.string();
  if (!problems.empty()) {
    console.tell(
        console.format() == LogFormat::json ? "" : file + ": " + counted(problems.size(), "problem") + "\n");
    return ExitStatus::usage;
  }
  if (console.format() == LogFormat::text) {
    console.tell(file + ": " + std::string(workflow->name()) + " " + std::string(workflow->version()) +
                 " is valid\n");
  }
  return ExitStatus::done;
}

} // namespace callout::host::cli
