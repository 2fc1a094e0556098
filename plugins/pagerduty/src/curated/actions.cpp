#include "curated/actions.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/nearest_name.hpp>

#include "curated/api.hpp"
#include "curated/handle.hpp"
#include "curated/members.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

// In the order in which they are listed.
std::array<std::span<const Action>, 1> groups() {
  return {incident_actions()};
}

// The row's schema with the kinds of handle that it refers to.
json::object schema_of(const Action& action) {
  json::object schema = json::parse(json::string_view(action.schema)).as_object();
  json::object definitions;
  constexpr std::string_view prefix = "#/$defs/";
  for (std::size_t at = action.schema.find(prefix); at != std::string_view::npos;
       at = action.schema.find(prefix, at)) {
    at += prefix.size();
    const std::string_view key = action.schema.substr(at, action.schema.find('"', at) - at);
    if (const std::optional<Kind> kind = find_kind(key)) {
      definitions[key] = json::parse(json::string_view(facts_of(*kind).schema));
    }
  }
  if (!definitions.empty()) {
    schema["$defs"] = std::move(definitions);
  }
  return schema;
}

std::string description_of(const Action& action) {
  std::string text(action.description);
  if (!action.lookup_scope.empty()) {
    text.append(" To name things otherwise than by id or address also needs the scopes ")
        .append(action.lookup_scope)
        .append(", as far as it does so.");
  }
  return text;
}

std::optional<sdk::Problem> check_input(const Action& action, const Api& api, const json::object& input) {
  const json::object schema = json::parse(json::string_view(action.schema)).as_object();
  std::vector<std::string_view> known;
  for (const auto& member : *object_of(schema, "properties")) {
    known.push_back(member.key());
  }
  for (const auto& member : input) {
    if (std::find(known.begin(), known.end(), member.key()) == known.end()) {
      sdk::Problem problem = sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                                               api.name() + ": " + rest::unknown_member(member.key(), known));
      problem.members["pointer"] = "/" + std::string(member.key());
      return problem;
    }
  }
  for (const json::value& name : list_of(schema, "required")) {
    if (!input.contains(name.as_string())) {
      return api.refuse("/" + std::string(name.as_string()), "is missing");
    }
  }
  return std::nullopt;
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
  for (const Action* const action : all_actions()) {
    if (action->name == name) {
      return action;
    }
  }
  return nullptr;
}

sdk::ActionInfo info_of(const Action& action) {
  return {.name = std::string(action.name),
          .title = std::string(action.title),
          .description = description_of(action),
          .tags = {std::string(action.tag)},
          .risk = static_cast<sdk::Risk>(action.risk),
          .scope = std::string(action.scope),
          .idempotent = action.idempotent,
          .input_schema = json::serialize(schema_of(action)),
          .example = std::string(action.example)};
}

sdk::Reply run(const Action& action, Connector& connector, const sdk::Request& request) {
  Api api(connector, request);
  if (const auto problem = check_input(action, api, request.input())) {
    return *problem;
  }
  return action.handler(api, request.input());
}

} // namespace callout::pagerduty::curated
