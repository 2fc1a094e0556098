#include "command_line.hpp"

#include <optional>
#include <utility>

#include <CLI/CLI.hpp>

#include "duration.hpp"
#include "nearest_name.hpp"

namespace callout::host::cli {
namespace {

constexpr std::string_view examples = R"(Examples:
  callout actions pagerduty --search incident
  callout test pagerduty
  callout invoke pagerduty.listIncidents statuses=triggered statuses=acknowledged limit=5
  callout invoke pagerduty.createIncident --input @incident.json
  callout run triage.yaml --input '{"urgency": "high"}'

Connections come from --config FILE, CALLOUT_CONFIG, ./callout.yaml or the user's configuration folder.
Exit status: 0 done, 1 the action or workflow failed, 2 wrong usage or a bad file, 130 interrupted.)";

constexpr std::string_view invoke_examples = R"(Arguments become the input as the action's schema wants it:
  statuses=triggered           text, number, boolean; repeat the key for several elements of an array
  incident.title='Disk full'   a member of an object
  incident:='{"title": "x"}'   JSON as it is
They are laid over --input. Do not type secrets: arguments are visible to others on this machine.

Examples:
  callout invoke pagerduty.listIncidents statuses=triggered limit=5
  callout invoke pagerduty.createIncidentNote id=PABC123 note.content='On it'
  callout invoke pagerduty.createIncident --input @incident.json
  callout invoke pagerduty.incident.resolve incident=PABC123 --dry-run
  callout invoke pagerduty.listIncidents --stream page.max_items=1000
  jq -n '{limit: 5}' | callout invoke pagerduty.listServices --input -)";

constexpr std::string_view batch_examples =
    R"(One JSON object a line; answers come as they finish, each with its id:
  {"id": 1, "action": "pagerduty.getIncident", "input": {"id": "PABC123"}}
  {"id":1,"ok":true,"result":{...}}
  {"id":1,"ok":false,"error":{"type":"urn:callout:problem:not-found",...}}
With --stream a line for each item of a list, then one for its end:
  {"id":1,"item":{...}}
  {"id":1,"ok":true,"items":1}

Example:
  callout batch --concurrency 16 <requests.jsonl >answers.jsonl)";

/// Options of all commands and what was chosen; the parser writes into it.
struct Arguments {
  GlobalOptions global;
  std::string timeout;
  std::string log_format = "text";
  bool no_color = false;
  PluginsOptions plugins;
  ActionsOptions actions;
  ConnectionsOptions connections;
  TestOptions test;
  InvokeOptions invoke;
  BatchOptions batch;
  ValidateOptions validate;
  WorkflowRunOptions run;
  std::function<ExitStatus(const Context&)> command;
};

std::string duration_problem(const std::string& text) {
  return parse_duration(text) ? std::string() : "\"" + text + "\" is no duration: write 500ms, 30s, 2m or 1h";
}

void add_observation_options(CLI::App& app, Arguments& arguments) {
  CLI::Option* const record = app.add_option("--record",
                                             arguments.global.record_file,
                                             "Write calls and answers there, secrets replaced")
                                  ->type_name("FILE");
  app.add_option("--replay", arguments.global.replay_file, "Answer calls from a recording; nothing is sent")
      ->type_name("FILE")
      ->excludes(record);
  app.add_option("--trace", arguments.global.trace_file, "Write HTTP exchanges there, secrets replaced")
      ->type_name("FILE");
  app.add_flag("--stats", arguments.global.stats, "Print counters and times to standard error at the end");
}

void add_global_options(CLI::App& app, Arguments& arguments) {
  app.set_help_flag("-h,--help", "Show this help, or that of a command");
  app.set_version_flag("--version", "callout " CALLOUT_CLI_VERSION, "Show the version");
  app.add_option("--config", arguments.global.config_file, "File of connections")->type_name("FILE");
  app.add_option(
         "--plugin-dir", arguments.global.plugin_dirs, "Folder of plugins, searched first; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
  app.add_option("--timeout",
                 arguments.timeout,
                 "Longest time for the command, for batch of each line: 500ms, 30s, 2m")
      ->type_name("DURATION")
      ->check(CLI::Validator(duration_problem, ""));
  app.add_flag("--verbose,-v", arguments.global.verbose, "Write debug logs to standard error");
  app.add_option("--log-format", arguments.log_format, "Form of logs and errors: text or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}).description(""));
  add_observation_options(app, arguments);
  app.add_flag("--no-color", arguments.no_color, "No colours, also not on a terminal");
}

/// Makes `act` what the program does when the command is given.
template <class Options>
void bind(CLI::App& command,
          Arguments& arguments,
          Options& options,
          ExitStatus (*act)(const Context&, const Options&)) {
  command.callback([&arguments, &options, act] {
    arguments.command = [options, act](const Context& context) {
      return act(context, options);
    };
  });
}

void add_json_flag(CLI::App& command, bool& json) {
  command.add_flag("--json", json, "Print JSON");
}

void add_input_option(CLI::App& command, std::optional<std::string>& input) {
  command.add_option("--input", input, "The input: JSON text, @FILE, or - for standard input")
      ->type_name("JSON|@FILE|-");
}

void add_listing_commands(CLI::App& app, Arguments& arguments) {
  CLI::App& plugins = *app.add_subcommand("plugins", "List the plugins on the search path");
  add_json_flag(plugins, arguments.plugins.json);
  bind(plugins, arguments, arguments.plugins, list_plugins);

  CLI::App& actions = *app.add_subcommand("actions", "List a plugin's actions, or show one of them");
  actions.add_option("PLUGIN", arguments.actions.plugin, "Name or id of the plugin")
      ->required()
      ->type_name("");
  actions.add_option("ACTION", arguments.actions.action, "Show this one in detail")->type_name("");
  actions
      .add_option("--search", arguments.actions.search, "Only those with this in name, title, tags or scope")
      ->type_name("TEXT");
  actions.add_option("--tag", arguments.actions.tag, "Only those with this tag")->type_name("TAG");
  add_json_flag(actions, arguments.actions.json);
  bind(actions, arguments, arguments.actions, show_actions);

  CLI::App& connections = *app.add_subcommand("connections", "List the configured connections");
  add_json_flag(connections, arguments.connections.json);
  bind(connections, arguments, arguments.connections, list_connections);
}

void add_call_commands(CLI::App& app, Arguments& arguments) {
  CLI::App& test = *app.add_subcommand("test", "Authenticate a connection and make one cheap call");
  test.add_option("CONNECTION", arguments.test.connection, "Its name")->required()->type_name("");
  add_json_flag(test, arguments.test.json);
  bind(test, arguments, arguments.test, test_connection);

  CLI::App& invoke = *app.add_subcommand("invoke", "Run one action and print its result");
  invoke.add_option("CONNECTION.ACTION", arguments.invoke.target, "What to run")->required()->type_name("");
  invoke.add_option("MEMBERS", arguments.invoke.assignments, "Members of the input")->type_name("KEY=VALUE");
  add_input_option(invoke, arguments.invoke.input);
  CLI::Option* const dry_run =
      invoke.add_flag("--dry-run",
                      arguments.invoke.dry_run,
                      "Show what would be sent, and send nothing that changes anything");
  invoke.add_flag("--stream", arguments.invoke.stream, "Print a list's items, one a line, page by page")
      ->excludes(dry_run);
  invoke.footer(std::string(invoke_examples));
  bind(invoke, arguments, arguments.invoke, invoke_action);

  CLI::App& batch = *app.add_subcommand("batch", "Run actions from standard input, one JSON object a line");
  batch.add_option("--concurrency", arguments.batch.concurrency, "Calls at a time, 1 to 256")
      ->type_name("N")
      ->check(CLI::Range(1, 256).description(""))
      ->capture_default_str();
  batch.add_flag("--stream", arguments.batch.stream, "Answer with a list's items, one a line, page by page");
  batch.footer(std::string(batch_examples));
  bind(batch, arguments, arguments.batch, run_batch);
}

void add_workflow_commands(CLI::App& app, Arguments& arguments) {
  CLI::App& validate = *app.add_subcommand("validate", "Check a workflow without running it");
  validate.add_option("WORKFLOW", arguments.validate.workflow, "Its file, YAML or JSON")
      ->required()
      ->type_name("");
  validate.add_flag("--scopes", arguments.validate.scopes, "Print the OAuth scopes it needs, by connection");
  bind(validate, arguments, arguments.validate, validate_workflow);

  CLI::App& run = *app.add_subcommand("run", "Run a workflow and print its output");
  run.add_option("WORKFLOW", arguments.run.workflow, "Its file, YAML or JSON")->required()->type_name("");
  add_input_option(run, arguments.run.input);
  bind(run, arguments, arguments.run, run_workflow);
}

std::function<ExitStatus(const Context&)> show(std::string text) {
  return [text = std::move(text)](const Context& context) {
    context.console.print(text);
    return ExitStatus::done;
  };
}

/// What was wrong with the arguments, and where to read on.
Failure usage_failure(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  if (!chosen.empty()) {
    return make_failure(
        CALLOUT_E_INVALID_ARGUMENT, error.what(), "see callout " + chosen.front()->get_name() + " --help");
  }
  const std::vector<std::string> rest = app.remaining();
  if (rest.empty()) {
    const bool none_given = error.get_name() == "RequiredError"; // only a command is required here
    return make_failure(
        CALLOUT_E_INVALID_ARGUMENT, none_given ? "no command was given" : error.what(), "see callout --help");
  }
  if (rest.front().starts_with('-')) {
    return make_failure(CALLOUT_E_INVALID_ARGUMENT, "unknown option " + rest.front(), "see callout --help");
  }
  std::vector<std::string_view> names;
  for (const CLI::App* const command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.emplace_back(command->get_name());
  }
  const std::string hint = nearest_names_hint(rest.front(), names);
  return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                      "there is no command \"" + rest.front() + "\"",
                      hint.empty() ? "see callout --help" : hint);
}

void finish(Arguments& arguments) {
  GlobalOptions& global = arguments.global;
  global.timeout = arguments.timeout.empty() ? std::nullopt : parse_duration(arguments.timeout);
  global.log_format = arguments.log_format == "json" ? LogFormat::json : LogFormat::text;
  global.stats_as_json = global.log_format == LogFormat::json || arguments.test.json;
  global.colour = arguments.no_color ? Console::Colour::never : Console::Colour::automatic;
}

} // namespace

ParsedCommand parse_command_line(int argc, const char* const* argv) {
  Arguments arguments;
  CLI::App app("Runs actions of connector plugins, and workflows of them.", "callout");
  app.fallthrough()->require_subcommand(1);
  add_global_options(app, arguments);
  add_listing_commands(app, arguments);
  add_call_commands(app, arguments);
  add_workflow_commands(app, arguments);
  for (CLI::App* const command : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string footer = command->get_footer();
    command->footer(footer + (footer.empty() ? "" : "\n\n") + "Options of every command: callout --help");
  }
  app.footer(std::string(examples)); // last, since commands inherit it
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    arguments.command = show(app.help());
  } catch (const CLI::CallForVersion& version) {
    arguments.command = show(version.what() + std::string("\n"));
  } catch (const CLI::ParseError& error) {
    arguments.command = [failure = usage_failure(app, error)](const Context& context) {
      context.console.report(failure);
      return ExitStatus::usage;
    };
  }
  finish(arguments);
  return {arguments.global, arguments.command};
}

} // namespace callout::host::cli
