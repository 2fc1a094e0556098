#include "workflow/parser/unsupported.hpp"

#include <array>

namespace callout::host::workflow {
namespace {

constexpr std::string_view use_connection =
    "name a connection of the plugin \"http\" and write `call: <connection>.request`";
constexpr std::string_view credentials_in_connection =
    "credentials belong into the connection file, as `auth` of a connection";
constexpr std::string_view check_with_raise = "check the data with `switch` and `raise`";

constexpr std::array<Unsupported, 22> rows{{
    {Place::task, "fork", "run the branches one after the other with `do`"},
    {Place::task, "wait", "wait outside, between two runs"},
    {Place::task, "emit", "call the action that sends the event"},
    {Place::task, "listen", "start a run for each event and pass the event as its input"},
    {Place::task, "run", "put the steps into `use.functions` and `call` them by name"},
    {Place::call, "http", use_connection},
    {Place::call, "openapi", use_connection},
    {Place::call, "asyncapi", "call an action of a connection"},
    {Place::call, "grpc", "call an action of a connection"},
    {Place::call, "a2a", "call an action of a connection"},
    {Place::call, "mcp", "call an action of a connection"},
    {Place::document, "schedule", "start `callout run` from cron or a systemd timer"},
    {Place::use, "authentications", credentials_in_connection},
    {Place::use, "secrets", credentials_in_connection},
    {Place::use, "retries", "connections repeat failed requests themselves where that is safe"},
    {Place::use, "extensions", "write the tasks out where they are needed"},
    {Place::use, "catalogs", "define the function under `use.functions`"},
    {Place::data_flow, "schema", check_with_raise},
    {Place::catch_clause, "retry", "connections repeat failed requests themselves where that is safe"},
    {Place::document, "extensions", "write the tasks out where they are needed"},
    {Place::document, "constants", "begin with a `set` task and `export` it"},
    {Place::document, "secrets", credentials_in_connection},
}};

} // namespace

const Unsupported* find_unsupported(Place place, std::string_view name) {
  for (const Unsupported& row : rows) {
    if (row.place == place && row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

} // namespace callout::host::workflow
