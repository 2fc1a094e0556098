#include <boost/json/parse.hpp>

#include "commands.hpp"
#include "input_builder.hpp"
#include "json_text.hpp"

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

/// The schema of the action's input; a plugin that gives none lets everything through as text.
Result<boost::json::value> input_schema(Host& host, const ActionName& name) {
  const auto description = host.describe_action(name.connection, name.action);
  if (!description) {
    return description.error();
  }
  boost::json::error_code error;
  const boost::json::value parsed = boost::json::parse(*description, error);
  const auto* const schema =
      !error && parsed.is_object() ? parsed.get_object().if_contains("input_schema") : nullptr;
  return schema != nullptr ? *schema : boost::json::value(boost::json::object());
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
  const auto schema = input_schema(host, name);
  return schema ? build_input(*base, *assignments, *schema) : schema.error();
}

ExitStatus refuse(const Context& context, const Failure& failure) {
  context.console.print_problem(failure);
  return failure.status == CALLOUT_E_CANCELLED ? ExitStatus::interrupted : ExitStatus::usage;
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
  const auto result = (*host)->invoke(invocation);
  if (!result) {
    context.console.print_problem(result.error());
    return status_of_call(**host, *name, result.error());
  }
  context.console.print_json(*result);
  return ExitStatus::done;
}

} // namespace callout::host::cli
