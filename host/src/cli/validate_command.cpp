#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include <callout/host/workflow.hpp>

#include "action_description.hpp"
#include "action_listing.hpp"
#include "commands.hpp"
#include "text_table.hpp"

namespace callout::host::cli {
namespace {

/// Per connection the scopes that the actions' descriptions name: "scope", and "lookup_scope" for what names
/// in the input have to be looked up by. Several of one action are divided by spaces.
using Scopes = std::map<std::string, std::set<std::string>>;

Result<Scopes> scopes_of(const Workflow& workflow, ActionCaller& caller) {
  Scopes scopes;
  for (const ActionReference& call : workflow.calls()) {
    const auto description = action_description(caller, {call.connection, call.action});
    if (!description) {
      return description.error();
    }
    std::istringstream words(text_member(*description, "scope") + " " +
                             text_member(*description, "lookup_scope"));
    scopes[call.connection].insert(std::istream_iterator<std::string>(words), {});
  }
  return scopes;
}

std::string lines_of(const Scopes& scopes) {
  std::string lines;
  for (const auto& [connection, words] : scopes) {
    lines += connection + ":";
    for (const std::string& word : words) {
      lines += " " + word;
    }
    lines += words.empty() ? " (none)\n" : "\n";
  }
  return lines;
}

ExitStatus print_scopes(Console& console, const Workflow& workflow, ActionCaller& caller) {
  const auto scopes = scopes_of(workflow, caller);
  if (!scopes) {
    console.report(scopes.error());
    return ExitStatus::usage;
  }
  console.print(lines_of(*scopes));
  return ExitStatus::done;
}

} // namespace

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
  return options.scopes ? print_scopes(console, *workflow, **host) : ExitStatus::done;
}

} // namespace callout::host::cli
