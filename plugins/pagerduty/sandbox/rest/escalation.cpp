// Escalation policies, and who is on call by them.
#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/router.hpp"
#include "sandbox/store/rotation.hpp"

namespace callout::sandbox {
namespace {

Response list_policies(Call& call) {
  std::vector<const json::object*> found;
  for (const json::object& policy : call.account.escalation_policies) {
    if (matches_query(call.request.query, policy, "name") && of_asked_team(call.request.query, policy)) {
      found.push_back(&policy);
    }
  }
  return listed(call, "escalation_policies", found);
}

Response get_policy(Call& call) {
  const json::object* policy = call.account.escalation_policies.find(call.ids[0]);
  return policy == nullptr ? not_found() : wrapped(200, "escalation_policy", *policy);
}

bool wanted(const Parameters& query, const OnCall& row) {
  const std::string_view schedule = row.schedule != nullptr ? text(*row.schedule, "id") : "";
  return allowed_by(query, "user_ids[]", text(*row.user, "id")) &&
         allowed_by(query, "escalation_policy_ids[]", text(*row.policy, "id")) &&
         allowed_by(query, "schedule_ids[]", schedule);
}

json::object shown(const OnCall& row) {
  const bool always = row.schedule == nullptr;
  return {{"escalation_policy", reference_to(*row.policy)},
          {"escalation_level", row.level},
          {"schedule", always ? json::value() : json::value(reference_to(*row.schedule))},
          {"user", reference_to(*row.user)},
          {"start", always ? json::value() : json::value(to_timestamp(row.turn.start))},
          {"end", always ? json::value() : json::value(to_timestamp(row.turn.end))}};
}

std::vector<OnCall> all_on_calls(const Account& account, TimePoint from, TimePoint until) {
  std::vector<OnCall> all;
  for (const json::object& policy : account.escalation_policies) {
    const auto rows = on_calls(account, policy, from, until);
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

std::vector<json::object> rows_of(const Call& call, TimePoint from, TimePoint until) {
  const bool earliest = find_parameter(call.request.query, "earliest") == "true";
  std::set<std::tuple<std::string_view, std::int64_t, std::string_view>> seen;
  std::vector<json::object> rows;
  for (const OnCall& row : all_on_calls(call.account, from, until)) {
    if (!wanted(call.request.query, row)) {
      continue;
    }
    const bool first = seen.emplace(text(*row.policy, "id"), row.level, text(*row.user, "id")).second;
    if (first || !earliest) {
      rows.push_back(shown(row));
    }
  }
  return rows;
}

Response list_on_calls(Call& call) {
  const auto since = read_time(call.request.query, "since");
  const auto until = read_time(call.request.query, "until");
  if (!since || !until) {
    return since ? until.error() : since.error();
  }
  const TimePoint from = since->value_or(call.account.now);
  const TimePoint to = until->value_or(from + std::chrono::seconds(1));
  if (to < from || to - from > std::chrono::hours(24 * 92)) {
    return invalid_input({"'until' must follow 'since' by at most three months"});
  }
  const auto rows = rows_of(call, from, to);
  std::vector<const json::object*> found;
  std::transform(
      rows.begin(), rows.end(), std::back_inserter(found), [](const json::object& row) { return &row; });
  return listed(call, "oncalls", found);
}

constexpr std::array routes{
    Route{"GET", "/escalation_policies", "escalation_policies.read", list_policies},
    Route{"GET", "/escalation_policies/{}", "escalation_policies.read", get_policy},
    Route{"GET", "/oncalls", "oncalls.read", list_on_calls},
};

} // namespace

std::span<const Route> escalation_routes() {
  return routes;
}

} // namespace callout::sandbox
