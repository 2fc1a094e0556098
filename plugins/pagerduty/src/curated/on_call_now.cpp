// Who is on call for a service, an escalation policy or a schedule.
#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "curated/members.hpp"
#include "curated/on_call_roster.hpp"
#include "curated/oncall_actions.hpp"
#include "curated/resolve.hpp"
#include "curated/schedule_shifts.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

rest::Result<Roster> roster_of(Api& api, std::string_view policy_id) {
  const auto on_calls =
      api.list("listOnCalls", {{"escalation_policy_ids", json::array{json::value(policy_id)}}});
  if (!on_calls) {
    return on_calls.error();
  }
  Roster roster;
  for (const json::value& on_call : *on_calls) {
    roster.add_on_call(on_call);
  }
  return roster;
}

json::object brief(std::string_view id, std::string_view name) {
  return {{"id", id}, {"name", name}};
}

sdk::Reply of_policy(Api& api, const json::object& policy, json::object about) {
  const auto roster = roster_of(api, text_of(policy, "id"));
  if (!roster) {
    return roster.error();
  }
  about["escalation_policy"] = brief(text_of(policy, "id"), text_of(policy, "summary"));
  about["levels"] = roster->levels();
  about["users"] = roster->users();
  return json::value(std::move(about));
}

sdk::Reply of_service(Api& api, const json::value& given) {
  const auto id = resolve(api, Kind::service, given, "/service");
  if (!id) {
    return id.error();
  }
  const auto service = api.read("getService", {{"id", *id}}, "service");
  if (!service) {
    return service.error();
  }
  const json::object* const policy = object_of(*service, "escalation_policy");
  if (policy == nullptr) {
    return api.refuse("/service", "has no escalation policy, so that nobody is on call for it");
  }
  return of_policy(api, *policy, {{"service", brief(*id, text_of(*service, "name"))}});
}

sdk::Reply of_escalation_policy(Api& api, const json::value& given) {
  const auto id = resolve(api, Kind::escalation_policy, given, "/escalation_policy");
  if (!id) {
    return id.error();
  }
  const auto policy = api.read("getEscalationPolicy", {{"id", *id}}, "escalation_policy");
  return policy ? of_policy(api, *policy, {}) : sdk::Reply(policy.error());
}

// A shift-based schedule names its people by id alone.
rest::Result<json::object> person_of(Api& api, const Shift& shift) {
  if (!shift.user.empty()) {
    return shift.user;
  }
  return api.read("getUser", {{"id", shift.user_id}}, "user");
}

// Asks the schedule itself: listOnCalls knows only those that an escalation policy uses.
sdk::Reply of_schedule(Api& api, const json::value& given) {
  const auto id = resolve_schedule(api, given, "/schedule");
  if (!id) {
    return id.error();
  }
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto view = view_schedule(api, *id, {now, now + std::chrono::seconds(1)});
  if (!view) {
    return view.error();
  }
  Roster roster;
  const json::object schedule{{"id", *id}, {"summary", view->name}};
  for (const Shift& shift : view->shifts) {
    const auto user = person_of(api, shift);
    if (!user) {
      return user.error();
    }
    roster.add(1, *user, &schedule, json::value(shift.end));
  }
  return json::value{
      {"schedule", brief(*id, view->name)}, {"levels", roster.levels()}, {"users", roster.users()}};
}

} // namespace

sdk::Reply show_on_call(Api& api, const json::object& input) {
  using Answer = sdk::Reply (*)(Api&, const json::value&);
  constexpr std::array<std::pair<std::string_view, Answer>, 3> ways{
      {{"service", of_service}, {"escalation_policy", of_escalation_policy}, {"schedule", of_schedule}}};
  if (input.size() != 1) { // the schema knows no other member
    return api.refuse("", "must have one of `service`, `escalation_policy` and `schedule`");
  }
  for (const auto& [member, answer] : ways) {
    if (const json::value* const given = input.if_contains(member)) {
      return answer(api, *given);
    }
  }
  return api.refuse("", "must have one of `service`, `escalation_policy` and `schedule`");
}

} // namespace callout::pagerduty::curated
