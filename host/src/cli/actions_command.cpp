#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "action_listing.hpp"
#include "action_page.hpp"
#include "commands.hpp"
#include "nearest_name.hpp"
#include "text_table.hpp"

namespace callout::host::cli {
namespace {

/// What a plugin said of itself, or the failure that it said no JSON object.
Result<boost::json::object> described(Host& host, const ActionsOptions& options) {
  const auto text = host.describe_plugin(options.plugin, options.action);
  if (!text) {
    return text.error();
  }
  boost::json::error_code error;
  boost::json::value description = boost::json::parse(*text, error);
  if (error || !description.is_object()) {
    return make_failure(CALLOUT_E_PROTOCOL, options.plugin + ": its description is not a JSON object");
  }
  return std::move(description.get_object());
}

/// The first connection of the plugin, for examples that can be pasted; else the plugin's name.
std::string connection_of(const Host& host, const std::string& plugin) {
  for (const ConnectionEntry& connection : host.connections()) {
    if (connection.plugin == plugin) {
      return connection.name;
    }
  }
  return plugin;
}

ExitStatus
nothing_found(Console& console, const boost::json::object& manifest, const ActionsOptions& options) {
  const std::vector<std::string> tags = tags_of(manifest);
  const std::string hint = nearest_names_hint(options.tag, {tags.begin(), tags.end()});
  console.report(make_failure(CALLOUT_E_NOT_FOUND, "no action of " + options.plugin + " fits", hint));
  return ExitStatus::failed;
}

void print_listing(Console& console, const boost::json::array& actions, const ActionsOptions& options) {
  console.print(action_listing(actions, console.output_palette(), console.output_width()));
  if (console.error_is_terminal()) {
    console.tell("\n" + counted(actions.size(), "action") + "; one of them in detail: callout actions " +
                 options.plugin + " " + text_member(actions.front().get_object(), "name") + "\n");
  }
}

} // namespace

ExitStatus show_actions(const Context& context, const ActionsOptions& options) {
  Console& console = context.console;
  const auto host = open_host(context);
  if (!host) {
    console.report(host.error());
    return ExitStatus::usage;
  }
  const auto description = described(**host, options);
  if (!description) {
    console.report(description.error());
    return ExitStatus::usage;
  }
  if (!options.action.empty()) {
    if (options.json) {
      console.print_json(boost::json::serialize(*description));
    } else {
      console.print(
          action_page(*description, connection_of(**host, options.plugin), console.output_palette()));
    }
    return ExitStatus::done;
  }
  const boost::json::array actions = chosen_actions(*description, {options.search, options.tag});
  if (options.json) {
    console.print_json(boost::json::serialize(actions));
    return ExitStatus::done;
  }
  if (actions.empty()) {
    return nothing_found(console, *description, options);
  }
  print_listing(console, actions, options);
  return ExitStatus::done;
}

} // namespace callout::host::cli
