#include "action_description.hpp"
#include "commands.hpp"
#include "input_builder.hpp"
#include "json_text.hpp"
#include "page_stream.hpp"
#include "plugins/answer.hpp"

namespace callout::host::cli {
namespace {

Result<std::vector<Assignment>> parse_all(const std::vector<std::string>& arguments) {
  std::vector<Assignment> assignments;
  for (const std::string& argument : arguments) {
    auto assignment = parse_assignment(argument);
    if (!assignment) {
      return assignment.error();
    }
    assignments.push_back(std::move(*assignment));
  }
  return assignments;
}

/// --input as it is, or with the assignments on top, which take the action's schema to understand.
Result<std::string>
input_of(Host& host, const ActionName& name, const Context& context, const InvokeOptions& options) {
  const auto assignments = parse_all(options.assignments);
  if (!assignments) {
    return assignments.error();
  }
  auto base = options.input ? read_input(*options.input, context.stop) : Result<std::string>("{}");
  if (!base) {
    return base.error();
  }
  if (const auto members = split_object(*base, "--input"); !members) {
    return members.error();
  }
  if (assignments->empty()) {
    return base;
  }
  const auto description = action_description(host, name);
  return description ? build_input(*base, *assignments, input_schema_of(*description)) : description.error();
}

ExitStatus refuse(const Context& context, const Failure& failure) {
  context.console.print_problem(failure);
  return failure.status == CALLOUT_E_CANCELLED ? ExitStatus::interrupted : ExitStatus::usage;
}

Result<void> print_items(Host& host, const Invocation& call, const Context& context) {
  auto pages = PageStream::open(host, call);
  if (!pages) {
    return pages.error();
  }
  for (;;) {
    const auto page = pages->next();
    if (!page) {
      return page.error();
    }
    if (!page->has_value()) {
      break;
    }
    std::string lines;
    for (const std::string& item : **page) {
      lines += item + "\n";
    }
    context.console.print(lines);
    if (context.console.output_error() != 0) {
      return {}; // nobody reads the items
    }
  }
  if (const auto next = parse_json(pages->progress().next); next && !next->is_null()) {
    context.log({.level = LogLevel::warn,
                 .source = "host",
                 .message = "the list goes on",
                 .fields = {{"page.resume", *next}}});
  } else if (pages->progress().truncated) {
    context.log(
        {.level = LogLevel::warn,
         .source = "host",
         .message = "the list has more than can be reached: ask for less at a time, for instance by filters",
         .fields = {}});
  }
  return {};
}

Result<void> print_result(Host& host, const Invocation& call, Console& console) {
  const auto result = host.invoke(call);
  if (!result) {
    return result.error();
  }
  console.print_json(*result);
  return {};
}

} // namespace

ExitStatus invoke_action(const Context& context, const InvokeOptions& options) {
  const CallLimits limits = limits_from_now(context);
  const auto name = split_action_name(options.target);
  if (!name) {
    return refuse(context, name.error());
  }
  const auto host = open_host(context);
  if (!host) {
    return refuse(context, host.error());
  }
  const auto input = input_of(**host, *name, context, options);
  if (!input) {
    return refuse(context, input.error());
  }
  Invocation invocation;
  invocation.connection = name->connection;
  invocation.action = name->action;
  invocation.input = *input;
  invocation.limits = limits;
  invocation.dry_run = options.dry_run;
  const auto done = options.stream ? print_items(**host, invocation, context)
                                   : print_result(**host, invocation, context.console);
  if (!done) {
    context.console.print_problem(done.error());
    return status_of_call(**host, *name, done.error());
  }
  return ExitStatus::done;
}

} // namespace callout::host::cli
