// People and plain lists: users, teams, priorities, tags, abilities.
#include <algorithm>
#include <array>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/router.hpp"

namespace callout::sandbox {
namespace {

constexpr std::array abilities{"teams", "read_only_users", "service_support_hours", "urgencies"};

Response list_users(Call& call) {
  std::vector<const json::object*> found;
  for (const json::object& user : call.account.users) {
    const bool asked_for =
        matches_query(call.request.query, user, "name") || matches_query(call.request.query, user, "email");
    if (asked_for && of_asked_team(call.request.query, user)) {
      found.push_back(&user);
    }
  }
  return listed(call, "users", found);
}

Response get_user(Call& call) {
  const json::object* user = call.account.users.find(call.ids[0]);
  return user == nullptr ? not_found() : wrapped(200, "user", *user);
}

// Only a user's own key has a current user.
Response get_current_user(Call& call) {
  if (call.principal.kind != Principal::Kind::user_key || call.from == nullptr) {
    return api_error(400, 2001, "This credential belongs to no user, so there is no current user");
  }
  return wrapped(200, "user", *find_user_by_email(call.account, call.principal.user_email));
}

Response list_teams(Call& call) {
  std::vector<const json::object*> found;
  for (const json::object& team : call.account.teams) {
    if (matches_query(call.request.query, team, "name")) {
      found.push_back(&team);
    }
  }
  return listed(call, "teams", found);
}

Response get_team(Call& call) {
  const json::object* team = call.account.teams.find(call.ids[0]);
  return team == nullptr ? not_found() : wrapped(200, "team", *team);
}

Response list_team_members(Call& call) {
  if (call.account.teams.find(call.ids[0]) == nullptr) {
    return not_found();
  }
  std::vector<json::object> members;
  for (const json::object& user : call.account.users) {
    const auto teams = children(user, "teams");
    if (std::any_of(
            teams.begin(), teams.end(), [&](const auto* team) { return text(*team, "id") == call.ids[0]; })) {
      members.push_back({{"user", reference_to(user)}, {"role", "manager"}});
    }
  }
  std::vector<const json::object*> found;
  std::transform(
      members.begin(), members.end(), std::back_inserter(found), [](const auto& one) { return &one; });
  return listed(call, "members", found);
}

Response list_priorities(Call& call) {
  std::vector<const json::object*> found;
  for (const json::object& priority : call.account.priorities) {
    found.push_back(&priority);
  }
  return listed(call, "priorities", found);
}

Response list_tags(Call& call) {
  std::vector<const json::object*> found;
  for (const json::object& tag : call.account.tags) {
    if (matches_query(call.request.query, tag, "label")) {
      found.push_back(&tag);
    }
  }
  return listed(call, "tags", found);
}

Response list_abilities(Call& /*call*/) {
  return wrapped(200, "abilities", json::array(abilities.begin(), abilities.end()));
}

Response test_ability(Call& call) {
  if (std::find(abilities.begin(), abilities.end(), call.ids[0]) == abilities.end()) {
    return not_found();
  }
  Response response;
  response.status = 204;
  return response;
}

constexpr std::array routes{
    Route{"GET", "/users", "users.read", list_users},
    Route{"GET", "/users/me", "", get_current_user},
    Route{"GET", "/users/{}", "users.read", get_user},
    Route{"GET", "/teams", "teams.read", list_teams},
    Route{"GET", "/teams/{}", "teams.read", get_team},
    Route{"GET", "/teams/{}/members", "teams.read", list_team_members},
    Route{"GET", "/priorities", "priorities.read", list_priorities},
    Route{"GET", "/tags", "tags.read", list_tags},
    Route{"GET", "/abilities", "abilities.read", list_abilities},
    Route{"GET", "/abilities/{}", "abilities.read", test_ability},
};

} // namespace

std::span<const Route> directory_routes() {
  return routes;
}

} // namespace callout::sandbox
