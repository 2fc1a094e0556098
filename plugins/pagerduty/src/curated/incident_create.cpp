// Opening an incident once, however often it is asked for.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "curated/incident_actions.hpp"
#include "curated/members.hpp"
#include "curated/moment.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

/// The incident that is to be opened, as createIncident takes it.
struct Draft {
  json::object incident;
  std::string service = {};
  std::string key; ///< empty: every call opens another
  std::chrono::system_clock::time_point begin = std::chrono::system_clock::now();
};

rest::Result<void> add_references(Api& api, const json::object& input, json::object& incident) {
  for (const Kind kind : {Kind::service, Kind::priority, Kind::escalation_policy}) {
    const std::string_view member = facts_of(kind).key;
    const json::value* const given = input.if_contains(member);
    if (given == nullptr) {
      continue;
    }
    auto reference = resolve_reference(api, kind, *given, "/" + std::string(member));
    if (!reference) {
      return reference.error();
    }
    incident[member] = std::move(*reference);
  }
  return {};
}

rest::Result<void> add_assignees(Api& api, const json::object& input, json::object& incident) {
  const json::value* const given = input.if_contains("assignees");
  if (given == nullptr) {
    return {};
  }
  auto assignments = resolve_assignments(api, *given, "/assignees");
  if (!assignments) {
    return assignments.error();
  }
  incident["assignments"] = std::move(*assignments);
  return {};
}

// The given key, else one that all attempts of this task share.
std::string key_of(const Api& api, const json::object& input) {
  const std::string_view given = text_of(input, "incident_key");
  const std::string_view task = api.request().request_id();
  return !given.empty() || task.empty() ? std::string(given) : "callout/" + std::string(task);
}

rest::Result<Draft> draft_of(Api& api, const json::object& input) {
  Draft draft{.incident = {{"type", "incident"}}, .key = key_of(api, input)};
  for (const std::string_view member : {"title", "urgency", "conference_bridge"}) {
    if (const json::value* const given = input.if_contains(member)) {
      draft.incident[member] = *given;
    }
  }
  if (const json::value* const details = input.if_contains("details")) {
    draft.incident["body"] = json::object{{"type", "incident_body"}, {"details", *details}};
  }
  if (const json::value* const type = input.if_contains("incident_type")) {
    draft.incident["incident_type"] = json::object{{"name", *type}};
  }
  if (!draft.key.empty()) {
    draft.incident["incident_key"] = draft.key;
  }
  if (const auto added = add_references(api, input, draft.incident); !added) {
    return added.error();
  }
  if (const auto added = add_assignees(api, input, draft.incident); !added) {
    return added.error();
  }
  draft.service = text_of(draft.incident.at("service").as_object(), "id");
  return draft;
}

// The open incident of the service that has the key, or nullopt.
rest::Result<std::optional<json::object>> find_open(Api& api, const Draft& draft) {
  const auto listed = api.list("listIncidents",
                               {{"incident_key", draft.key},
                                {"service_ids", json::array{json::value(draft.service)}},
                                {"statuses", json::array{"triggered", "acknowledged"}},
                                {"date_range", "all"}},
                               1);
  if (!listed) {
    return listed.error();
  }
  if (listed->empty() || !listed->front().is_object()) {
    return std::optional<json::object>();
  }
  return std::optional(listed->front().get_object());
}

// "Open incident with matching dedup key already exists on this service": the wording is not documented.
bool is_duplicate(const sdk::Problem& problem) {
  if (problem.status != CALLOUT_E_INVALID_ARGUMENT && problem.status != CALLOUT_E_CONFLICT) {
    return false;
  }
  std::string said(problem.detail());
  for (const json::value& error : list_of(problem.members, "errors")) {
    said += error.is_string() ? " " + std::string(error.get_string()) : std::string();
  }
  constexpr std::array<std::string_view, 4> signs{"dedup", "already exists", "incident_key", "incident key"};
  return std::any_of(signs.begin(), signs.end(), [&](std::string_view sign) {
    return said.find(sign) != std::string::npos;
  });
}

enum class Origin : std::uint8_t { created, there_before };

sdk::Reply shown(const json::object& incident, Origin origin) {
  return json::value{{"incident", incident}, {"created", origin == Origin::created}};
}

rest::Result<json::value> send(Api& api, const Draft& draft) {
  return api.call(
      "createIncident", {{"incident", draft.incident}}, Repeat::never_lost); // it is looked for first
}

// Whether a found incident is the one that this call opened without learning of it. Clocks may differ by a
// minute.
Origin origin_of(const Draft& draft, const json::object& incident) {
  constexpr std::chrono::seconds tolerance{60};
  // As PagerDuty writes it: texts compare as times do.
  const std::string oldest = to_text(std::chrono::floor<std::chrono::seconds>(draft.begin - tolerance));
  return text_of(incident, "created_at") >= oldest ? Origin::created : Origin::there_before;
}

// Then the duplicate may be the call's own: its first request took effect, but the answer was lost.
bool was_sent_before(const sdk::Problem& problem) {
  const json::value* const attempts = problem.members.if_contains("attempts");
  return attempts != nullptr && *attempts != 1;
}

// What kept the look-up from finding the incident is told too: it can be mended, such as a lacking scope.
sdk::Problem with_lookup(sdk::Problem problem, const sdk::Problem& lookup) {
  if (const std::string_view hint = text_of(lookup.members, "hint"); !hint.empty()) {
    const std::string own(text_of(problem.members, "hint"));
    problem.members["hint"] =
        own + (own.empty() ? "" : " ") + "The open incident could not be looked for: " + std::string(hint);
  }
  if (const json::value* const scopes = lookup.members.if_contains("required_scopes")) {
    problem.members["required_scopes"] = *scopes;
  }
  return problem;
}

sdk::Reply answer_of(Api& api, const Draft& draft, const rest::Result<json::value>& answer) {
  if (answer) {
    const json::object* const incident = object_of(*answer, "incident");
    return incident != nullptr ? shown(*incident, Origin::created) : sdk::Reply(*answer);
  }
  if (draft.key.empty() || !is_duplicate(answer.error())) {
    return answer.error();
  }
  const auto found = find_open(api, draft);
  if (!found) {
    return with_lookup(answer.error(), found.error());
  }
  if (!*found) {
    return answer.error();
  }
  return shown(**found, was_sent_before(answer.error()) ? origin_of(draft, **found) : Origin::there_before);
}

bool is_lost(const rest::Result<json::value>& answer) {
  return !answer && (answer.error().status == CALLOUT_E_OUTCOME_UNKNOWN ||
                     answer.error().status == CALLOUT_E_UNAVAILABLE);
}

// Looks before it repeats. The key makes both safe: PagerDuty has at most one open incident with it.
sdk::Reply settle(Api& api, const Draft& draft, const sdk::Problem& lost) {
  const auto found = find_open(api, draft);
  if (!found) {
    return with_lookup(lost, found.error());
  }
  return *found ? shown(**found, origin_of(draft, **found)) : answer_of(api, draft, send(api, draft));
}

} // namespace

sdk::Reply create_incident(Api& api, const json::object& input) {
  if (input.contains("assignees") && input.contains("escalation_policy")) {
    return api.refuse("/assignees",
                      "and `escalation_policy` exclude each other: say who has it, or who is asked");
  }
  const auto draft = draft_of(api, input);
  if (!draft) {
    return draft.error();
  }
  const auto answer = send(api, *draft);
  return is_lost(answer) && !draft->key.empty() ? settle(api, *draft, answer.error())
                                                : answer_of(api, *draft, answer);
}

} // namespace callout::pagerduty::curated
