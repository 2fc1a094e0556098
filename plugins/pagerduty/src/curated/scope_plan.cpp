// scopes.plan: its row and what it does.
#include "curated/scope_plan.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <callout/rest/nearest_name.hpp>

#include "account_scope.hpp"
#include "catalog.hpp"
#include "curated/actions.hpp"
#include "curated/members.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

constexpr std::string_view request_name = "request";

using Scopes = std::set<std::string>;

void add_words(Scopes& scopes, std::string_view text) {
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    scopes.insert(word);
  }
}

enum class Inputs : std::uint8_t { by_name, by_id };

// What calling it needs; nullopt for what is no action.
std::optional<Scopes> scopes_of(std::string_view name, Inputs inputs) {
  Scopes scopes;
  if (const Action* const action = find_action(name)) {
    add_words(scopes, declared_scope(*action));
    add_words(scopes, inputs == Inputs::by_name ? action->lookup_scope : std::string_view());
    return scopes;
  }
  if (const rest::Operation* const operation = rest_catalog().find(name)) {
    add_words(scopes, operation->scope);
    return scopes;
  }
  return name == request_name ? std::optional(scopes) : std::nullopt;
}

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> names{request_name};
  for (const Action* const action : all_actions()) {
    names.push_back(action->name);
  }
  for (const rest::Operation& operation : rest_catalog().operations) {
    names.push_back(operation.id);
  }
  return names;
}

json::object unknown(std::size_t place, std::string_view name) {
  const std::string_view nearest = rest::nearest_name(name, all_names());
  json::object entry{{"pointer", "/actions/" + std::to_string(place)},
                     {"detail", "\"" + std::string(name) + "\" is no action"}};
  if (!nearest.empty()) {
    entry["detail"] =
        "\"" + std::string(name) + "\" is no action; did you mean " + std::string(nearest) + "?";
    entry["nearest"] = nearest;
  }
  return entry;
}

sdk::Problem refuse_names(const Api& api, json::array unknown_names) {
  std::string text;
  for (const json::value& entry : unknown_names) {
    text.append(text.empty() ? "" : "; ").append(text_of(entry.get_object(), "detail"));
  }
  sdk::Problem problem = api.refuse(text_of(unknown_names.front().get_object(), "pointer"),
                                    "holds names that are "
                                    "none of an action: " +
                                        text);
  problem.members["errors"] = std::move(unknown_names);
  return problem;
}

// "us.acme" or "as_account-us.acme", as a scope; empty when none is given.
rest::Result<std::string> account_scope_of(const Api& api, const json::object& input) {
  constexpr std::string_view prefix = "as_account-";
  const std::string_view given = text_of(input, "account");
  if (given.empty()) {
    return std::string();
  }
  std::string scope = given.starts_with(prefix) ? std::string(given) : std::string(prefix).append(given);
  if (!read_account(scope)) {
    return api.refuse(
        "/account",
        "is not the region and subdomain of an account",
        "Write us.acme or eu.acme for the account at acme.pagerduty.com or acme.eu.pagerduty.com.");
  }
  return scope;
}

json::value shown(std::string account, const Scopes& all, json::array rows, json::array without) {
  std::string text = std::move(account);
  for (const std::string& scope : all) {
    text.append(text.empty() ? "" : " ").append(scope);
  }
  return {{"scope", text},
          {"scopes", json::array(all.begin(), all.end())},
          {"by_action", std::move(rows)},
          {"without_scope", std::move(without)}};
}

constexpr std::array actions{
    Action{.name = "scopes.plan",
           .title = "Find the scopes that actions need",
           .tag = "Connection",
           .idempotent = true,
           .description =
               "The least scope to write into the connection's auth.scope for a list of actions. Of the "
               "actions that take names it counts what looking them up needs, unless `ids_only` says that "
               "only ids are given. `without_scope` lists those for which PagerDuty documents none. Sends "
               "nothing and needs no credential.",
           .schema =
               R"json({"type":"object","additionalProperties":false,"required":["actions"],"properties":{
"actions":{"type":"array","minItems":1,"items":{"type":"string","minLength":1},"title":"Actions",
 "description":"Their names"},
"account":{"type":"string","title":"Account","description":"Region and subdomain, such as us.acme"},
"ids_only":{"type":"boolean","default":false,"title":"Ids only",
 "description":"All is named by id or address, and events by routing key"}}})json",
           .example = R"({"actions":["incident.create","oncall.now","listServices"],"account":"us.acme"})",
           .handler = plan_scopes},
};

} // namespace

sdk::Reply plan_scopes(Api& api, const json::object& input) {
  auto account = account_scope_of(api, input);
  if (!account) {
    return account.error();
  }
  const json::value* const only = input.if_contains("ids_only");
  const Inputs inputs = only != nullptr && only->as_bool() ? Inputs::by_id : Inputs::by_name;
  const json::array& names = list_of(input, "actions");
  Scopes all;
  json::array rows;
  json::array without;
  json::array unknown_names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string_view name = names[i].as_string();
    const auto scopes = scopes_of(name, inputs);
    if (!scopes) {
      unknown_names.emplace_back(unknown(i, name));
      continue;
    }
    all.insert(scopes->begin(), scopes->end());
    rows.push_back({{"action", name}, {"scopes", json::array(scopes->begin(), scopes->end())}});
    if (scopes->empty()) {
      without.emplace_back(name);
    }
  }
  return unknown_names.empty()
             ? sdk::Reply(shown(std::move(*account), all, std::move(rows), std::move(without)))
             : sdk::Reply(refuse_names(api, std::move(unknown_names)));
}

std::span<const Action> scope_actions() {
  return actions;
}

} // namespace callout::pagerduty::curated
