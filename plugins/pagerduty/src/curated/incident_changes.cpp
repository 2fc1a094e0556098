// Actions that change one incident: who has it, how long it sleeps, what it is merged with.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "curated/duration.hpp"
#include "curated/incident_actions.hpp"
#include "curated/members.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

sdk::Reply update(Api& api, const std::string& id, json::object changes) {
  changes["type"] = "incident_reference";
  return to_reply(api.call("updateIncident", {{"id", id}, {"incident", std::move(changes)}}));
}

std::int64_t level_of(const json::value& on_call) {
  const json::object* const object = on_call.if_object();
  const json::value* const level = object != nullptr ? object->if_contains("escalation_level") : nullptr;
  return level != nullptr && level->is_int64() ? level->get_int64() : 0;
}

std::set<std::string_view> assignees_of(const json::object& incident) {
  std::set<std::string_view> ids;
  for (const json::value& assignment : list_of(incident, "assignments")) {
    if (const json::object* const assignee = object_of(assignment, "assignee")) {
      ids.insert(text_of(*assignee, "id"));
    }
  }
  return ids;
}

// ": 1, 2"
std::string listed(const std::set<std::int64_t>& levels) {
  std::string text;
  for (const std::int64_t level : levels) {
    text.append(text.empty() ? ": " : ", ").append(std::to_string(level));
  }
  return text;
}

// The level behind the one that the assignees are on call for. PagerDuty does not say where an incident is.
rest::Result<std::int64_t> next_level(Api& api, const json::object& incident) {
  const json::object* const policy = object_of(incident, "escalation_policy");
  const json::value filter =
      json::array{json::value(policy != nullptr ? text_of(*policy, "id") : std::string_view())};
  const auto on_calls = api.list("listOnCalls", {{"escalation_policy_ids", filter}});
  if (!on_calls) {
    return on_calls.error();
  }
  const std::set<std::string_view> assignees = assignees_of(incident);
  std::set<std::int64_t> levels;
  std::int64_t present = 0;
  for (const json::value& on_call : *on_calls) {
    const json::object* const user = object_of(on_call, "user");
    const std::int64_t level = level_of(on_call);
    levels.insert(level);
    if (user != nullptr && assignees.contains(text_of(*user, "id"))) {
      present = present == 0 ? level : std::min(present, level); // one person may be on several
    }
  }
  if (present == 0) {
    return api.refuse("/level",
                      "is missing, and the assignees are not on call for the incident's escalation policy, "
                      "so that there is no next one",
                      "Give `level`" + listed(levels) + ", or another `escalation_policy`.");
  }
  const auto next = levels.upper_bound(present);
  if (next == levels.end()) {
    return api.refuse("/level",
                      "is missing, and level " + std::to_string(present) +
                          ", which has the incident, is the last",
                      "Give `level` to begin again, or another `escalation_policy`.");
  }
  // By tag: an aggregate such as Problem could be made of a number as well.
  return {boost::system::in_place_value, *next};
}

rest::Result<std::int64_t> level_after(Api& api, const std::string& id) {
  const auto incident = api.read("getIncident", {{"id", id}}, "incident");
  return incident ? next_level(api, *incident) : incident.error();
}

} // namespace

sdk::Reply escalate_incident(Api& api, const json::object& input) {
  const auto id = resolve(api, Kind::incident, input.at("incident"), "/incident");
  if (!id) {
    return id.error();
  }
  json::object changes;
  if (const json::value* const given = input.if_contains("escalation_policy")) {
    const auto policy = resolve_reference(api, Kind::escalation_policy, *given, "/escalation_policy");
    if (!policy) {
      return policy.error();
    }
    changes["escalation_policy"] = *policy;
  }
  if (const json::value* const level = input.if_contains("level")) {
    changes["escalation_level"] = *level;
  } else if (changes.empty()) {
    const auto next = level_after(api, *id);
    if (!next) {
      return next.error();
    }
    changes["escalation_level"] = *next;
  }
  return update(api, *id, std::move(changes));
}

sdk::Reply reassign_incident(Api& api, const json::object& input) {
  const json::value* const users = input.if_contains("users");
  const json::value* const policy = input.if_contains("escalation_policy");
  if ((users == nullptr) == (policy == nullptr)) {
    return api.refuse("/users",
                      "or `escalation_policy` must say who gets the incident, and only one of them");
  }
  const auto id = resolve(api, Kind::incident, input.at("incident"), "/incident");
  if (!id) {
    return id.error();
  }
  if (policy != nullptr) {
    const auto reference = resolve_reference(api, Kind::escalation_policy, *policy, "/escalation_policy");
    return reference ? update(api, *id, {{"escalation_policy", *reference}}) : sdk::Reply(reference.error());
  }
  const auto assignments = resolve_assignments(api, *users, "/users");
  return assignments ? update(api, *id, {{"assignments", *assignments}}) : sdk::Reply(assignments.error());
}

sdk::Reply snooze_incident(Api& api, const json::object& input) {
  constexpr std::chrono::seconds week{604800}; // PagerDuty's longest
  const auto duration = read_duration(input.at("for"));
  if (!duration || *duration > week) {
    return api.refuse("/for",
                      "is no duration of at most a week",
                      R"(Write seconds, or a text such as "90m", "4h" or "1d12h".)");
  }
  const auto id = resolve(api, Kind::incident, input.at("incident"), "/incident");
  if (!id) {
    return id.error();
  }
  return to_reply(api.call("createIncidentSnooze", {{"id", *id}, {"duration", duration->count()}}));
}

sdk::Reply merge_incidents(Api& api, const json::object& input) {
  const auto target = resolve(api, Kind::incident, input.at("into"), "/into");
  if (!target) {
    return target.error();
  }
  const auto sources = resolve_all(api, Kind::incident, input.at("incidents"), "/incidents");
  if (!sources) {
    return sources.error();
  }
  json::array references;
  for (const std::string& id : *sources) {
    if (id == *target) {
      return api.refuse("/incidents", "holds " + id + ", the incident that the others are merged into");
    }
    references.push_back(json::object{{"id", id}, {"type", "incident_reference"}});
  }
  return to_reply(api.call("mergeIncidents", {{"id", *target}, {"source_incidents", std::move(references)}}));
}

} // namespace callout::pagerduty::curated
