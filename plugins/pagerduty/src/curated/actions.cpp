#include "curated/actions.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

#include <boost/json/parse.hpp>

#include "action_table.hpp"
#include "curated/api.hpp"
#include "curated/input_check.hpp"
#include "dry_run.hpp"
#include "error_hints.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

// In the order in which they are listed.
std::array<std::span<const Action>, 7> groups() {
  return {incident_actions(),
          event_actions(),
          oncall_actions(),
          maintenance_actions(),
          find_actions(),
          webhook_actions(),
          scope_actions()};
}

std::string description_of(const Action& action) {
  std::string text(action.description);
  if (!action.lookup_scope.empty()) {
    text.append(" ")
        .append(action.lookup_case)
        .append(" also needs the scopes ")
        .append(action.lookup_scope)
        .append(", as far as it does so.");
  }
  return text;
}

json::object schema_of(const Action& action) {
  json::object schema = input_schema(action);
  if (action.risk != rest::Risk::read) {
    add_dry_run(schema);
  }
  return schema;
}

} // namespace

std::vector<const Action*> all_actions() {
  std::vector<const Action*> all;
  for (const std::span<const Action> group : groups()) {
    for (const Action& action : group) {
      all.push_back(&action);
    }
  }
  return all;
}

const Action* find_action(std::string_view name) {
  for (const std::span<const Action> group : groups()) {
    const auto found =
        std::find_if(group.begin(), group.end(), [&](const Action& action) { return action.name == name; });
    if (found != group.end()) {
      return &*found;
    }
  }
  return nullptr;
}

std::string declared_scope(const Action& action) {
  std::istringstream words(std::string(action.scope) + " " + std::string(action.input_scope));
  const std::set<std::string> scopes(std::istream_iterator<std::string>(words), {});
  std::string text;
  for (const std::string& scope : scopes) {
    text.append(text.empty() ? "" : " ").append(scope);
  }
  return text;
}

json::object row_of(const Action& action) {
  json::object row{{"name", action.name},
                   {"title", action.title},
                   {"tags", json::array{json::value(action.tag)}},
                   {"risk", risk_name(action.risk)},
                   {"idempotent", action.idempotent}};
  if (const std::string scope = declared_scope(action); !scope.empty()) {
    row["scope"] = scope;
  }
  return row;
}

json::object describe(const Action& action) {
  json::object whole = row_of(action);
  if (!action.lookup_scope.empty()) {
    whole["lookup_scope"] = action.lookup_scope;
  }
  whole["description"] = description_of(action);
  whole["input_schema"] = schema_of(action);
  whole["example"] = json::parse(json::string_view(action.example.data(), action.example.size()));
  return whole;
}

sdk::Reply run(const Action& action, Connector& connector, const sdk::Request& request) {
  const bool writes = action.risk != rest::Risk::read;
  const auto input = writes ? without_dry_run(request) : rest::Result<json::object>(request.input());
  if (!input) {
    return input.error();
  }
  if (const auto problem = check_input(action, *input)) {
    return *problem;
  }
  if (const auto lacking = find_lacking_scope(request.session(), action.name, action.scope)) {
    return *lacking;
  }
  Api api(connector, request);
  const sdk::Reply reply = action.handler(api, *input);
  return writes && is_dry_run(request) ? api.finish(reply) : reply;
}

} // namespace callout::pagerduty::curated
