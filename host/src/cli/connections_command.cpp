#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "commands.hpp"
#include "text_table.hpp"

namespace callout::host::cli {
namespace {

std::string rows_of(const std::vector<ConnectionEntry>& connections) {
  boost::json::array rows;
  for (const ConnectionEntry& connection : connections) {
    rows.push_back({{"name", connection.name},
                    {"plugin", connection.plugin},
                    {"description", connection.description},
                    {"authentication", connection.authentication},
                    {"base_url", connection.base_url},
                    {"read_only", connection.read_only},
                    {"allow", boost::json::array(connection.allow.begin(), connection.allow.end())},
                    {"deny", boost::json::array(connection.deny.begin(), connection.deny.end())}});
  }
  return boost::json::serialize(rows);
}

void add_patterns(std::string& text, std::string_view option, const std::vector<std::string>& patterns) {
  if (patterns.empty()) {
    return;
  }
  text.append(text.empty() ? "" : ", ").append(option);
  for (const std::string& pattern : patterns) {
    text.append(" ").append(pattern);
  }
}

/// "read-only, deny delete*", or nothing.
std::string access_of(const ConnectionEntry& connection) {
  std::string text = connection.read_only ? "read-only" : "";
  add_patterns(text, "allow", connection.allow);
  add_patterns(text, "deny", connection.deny);
  return text;
}

std::string table_of(const std::vector<ConnectionEntry>& connections, const Palette& palette) {
  TextTable table;
  for (const ConnectionEntry& connection : connections) {
    const std::string kind =
        connection.authentication.empty() ? "no authentication" : connection.authentication;
    table.add({{connection.name, Style::heading},
               {connection.plugin},
               {kind},
               {connection.base_url, Style::faint},
               {access_of(connection), Style::careful},
               {connection.description}});
  }
  return table.text(palette);
}

} // namespace

ExitStatus list_connections(const Context& context, const ConnectionsOptions& options) {
  const auto host = open_host(context);
  if (!host) {
    context.console.report(host.error());
    return ExitStatus::usage;
  }
  const std::vector<ConnectionEntry> connections = (*host)->connections();
  if (options.json) {
    context.console.print_json(rows_of(connections));
    return ExitStatus::done;
  }
  context.console.print(table_of(connections, context.console.output_palette()));
  if (connections.empty()) {
    context.console.report(
        make_failure(CALLOUT_E_NOT_FOUND,
                     "no connection is configured",
                     "name a file with --config FILE or CALLOUT_CONFIG, or write ./callout.yaml"));
  }
  return ExitStatus::done;
}

} // namespace callout::host::cli
