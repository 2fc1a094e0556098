// service.find and user.find: their rows and what they do.
#include "curated/find_actions.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "curated/actions.hpp"
#include "curated/members.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

/// What is looked for, and what is shown of it.
struct Search {
  std::string_view operation_id;
  std::string_view key; ///< of the list, in the result
  std::span<const std::string_view> members;
};

// What refers to something else is shortened to its id and name.
json::value brief(const json::value& value) {
  if (const json::object* const object = value.if_object()) {
    return brief_of(*object);
  }
  if (!value.is_array()) {
    return value;
  }
  json::array references;
  for (const json::value& entry : value.get_array()) {
    if (entry.is_object()) {
      references.emplace_back(brief_of(entry.get_object()));
    }
  }
  return references;
}

json::object brief_row(const json::object& resource, std::span<const std::string_view> members) {
  json::object row;
  for (const std::string_view member : members) {
    if (const json::value* const value = resource.if_contains(member)) {
      row[member] = brief(*value);
    }
  }
  return row;
}

sdk::Reply find(Api& api, const json::object& input, const Search& search) {
  json::object filter;
  if (const json::value* const query = input.if_contains("query")) {
    filter["query"] = *query;
  }
  if (const json::value* const team = input.if_contains("team")) {
    const auto id = resolve(api, Kind::team, *team, "/team");
    if (!id) {
      return id.error();
    }
    filter["team_ids"] = json::array{json::value(*id)};
  }
  const json::value* const limit = input.if_contains("limit");
  const std::int64_t most = limit != nullptr ? limit->to_number<std::int64_t>() : 25;
  const auto found = api.list(search.operation_id, filter, static_cast<std::size_t>(most) + 1);
  if (!found) {
    return found.error();
  }
  json::array rows;
  for (const json::value& resource : *found) {
    if (resource.is_object() && rows.size() < static_cast<std::size_t>(most)) {
      rows.emplace_back(brief_row(resource.get_object(), search.members));
    }
  }
  const bool truncated = found->size() > rows.size();
  return json::value{{search.key, std::move(rows)}, {"truncated", truncated}};
}

constexpr std::string_view by_query =
    R"json({"type":"object","additionalProperties":false,"properties":{
"query":{"type":"string","minLength":1,"title":"Part of the name",
 "description":"Or of a user's address; all unless given"},
"team":{"$ref":"#/$defs/team"},
"limit":{"type":"integer","minimum":1,"maximum":1000,"default":25,"title":"Limit"}}})json";

constexpr std::array actions{
    Action{.name = "service.find",
           .title = "Find services by a part of their name",
           .tag = "Directory",
           .idempotent = true,
           .scope = "services.read",
           .lookup_scope = "teams.read",
           .description = "Few members of each: id, name, status, escalation policy, teams, address. "
                          "`truncated` is true when there are more than `limit`.",
           .schema = by_query,
           .example = R"({"query":"checkout"})",
           .handler = find_services},
    Action{.name = "user.find",
           .title = "Find users by a part of their name or e-mail address",
           .tag = "Directory",
           .idempotent = true,
           .scope = "users.read",
           .lookup_scope = "teams.read",
           .description = "Few members of each: id, name, e-mail address, role, job title, time zone, teams, "
                          "address. `truncated` is true when there are more than `limit`.",
           .schema = by_query,
           .example = R"({"query":"@example.com","limit":50})",
           .handler = find_users},
};

} // namespace

sdk::Reply find_services(Api& api, const json::object& input) {
  static constexpr std::array<std::string_view, 7> members{
      "id", "name", "status", "description", "escalation_policy", "teams", "html_url"};
  return find(api, input, {.operation_id = "listServices", .key = "services", .members = members});
}

sdk::Reply find_users(Api& api, const json::object& input) {
  static constexpr std::array<std::string_view, 8> members{
      "id", "name", "email", "role", "job_title", "time_zone", "teams", "html_url"};
  return find(api, input, {.operation_id = "listUsers", .key = "users", .members = members});
}

std::span<const Action> find_actions() {
  return actions;
}

} // namespace callout::pagerduty::curated
