#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "commands.hpp"
#include "text_table.hpp"

namespace callout::host::cli {
namespace {

boost::json::object row_of(const PluginEntry& plugin) {
  boost::json::object row{{"name", plugin.name}, {"file", plugin.file.string()}};
  if (plugin.refusal) {
    row["error"] = plugin.refusal->problem;
    return row;
  }
  row["id"] = plugin.id;
  row["version"] = plugin.version;
  row["build"] = plugin.build;
  row["title"] = plugin.title;
  row["actions"] = plugin.actions;
  return row;
}

void print_table(Console& console, const std::vector<PluginEntry>& plugins) {
  TextTable table;
  for (const PluginEntry& plugin : plugins) {
    if (plugin.refusal) {
      table.add({{plugin.name, Style::heading}, {"refused", Style::bad}, {""}, {plugin.refusal->message()}});
    } else {
      table.add({{plugin.name, Style::heading},
                 {plugin.version},
                 {counted(plugin.actions, "action")},
                 {plugin.title + " (" + plugin.id + ", " + plugin.file.string() + ")"}});
    }
  }
  console.print(table.text(console.output_palette()));
}

} // namespace

ExitStatus list_plugins(const Context& context, const PluginsOptions& options) {
  const auto host = open_host(context);
  if (!host) {
    context.console.report(host.error());
    return ExitStatus::usage;
  }
  const std::vector<PluginEntry> plugins = (*host)->plugins();
  if (options.json) {
    boost::json::array rows;
    for (const PluginEntry& plugin : plugins) {
      rows.push_back(row_of(plugin));
    }
    context.console.print_json(boost::json::serialize(rows));
    return ExitStatus::done;
  }
  print_table(context.console, plugins);
  if (plugins.empty()) {
    context.console.report(make_failure(CALLOUT_E_NOT_FOUND,
                                        "no plugin on the search path",
                                        "give its folder with --plugin-dir DIR or in CALLOUT_PLUGIN_PATH"));
  }
  return ExitStatus::done;
}

} // namespace callout::host::cli
