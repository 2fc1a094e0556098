#include "sandbox/store/incidents.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/expansion.hpp"
#include "sandbox/rest/incident_list.hpp"
#include "sandbox/rest/incident_update.hpp"
#include "sandbox/rest/router.hpp"

namespace callout::sandbox {
namespace {

constexpr std::size_t most_notes = 2000;
constexpr std::int64_t longest_snooze = 604800;

// Also by its number, as PagerDuty has it.
const json::object* find_incident(const Account& account, const std::string& id_or_number) {
  if (const json::object* const incident = account.incidents.find(id_or_number)) {
    return incident;
  }
  const auto found =
      std::find_if(account.incidents.begin(), account.incidents.end(), [&](const json::object& incident) {
        return std::to_string(incident.at("incident_number").as_int64()) == id_or_number;
      });
  return found == account.incidents.end() ? nullptr : &*found;
}

Response get_incident(Call& call) {
  const json::object* incident = find_incident(call.account, call.ids[0]);
  return incident == nullptr
             ? not_found()
             : wrapped(200, "incident", expanded(call.account, call.request.query, *incident));
}

std::vector<std::string> wrong_in_new(const Account& account, const json::object& given) {
  std::vector<std::string> wrong;
  if (text(given, "type") != "incident") {
    wrong.emplace_back("Type must be incident");
  }
  if (text(given, "title").empty()) {
    wrong.emplace_back("Title cannot be empty");
  }
  if (account.services.find(reference_id(given, "service")) == nullptr) {
    wrong.emplace_back("Service Not Found");
  }
  if (has(given, "escalation_policy") && has(given, "assignments")) {
    wrong.emplace_back("Give either assignments or an escalation policy");
  }
  const json::object nothing;
  json::object as_change = given;
  for (const char* not_a_change : {"status", "title"}) {
    as_change.erase(not_a_change);
  }
  if (auto refusal = refusal_of_change(account, nothing, as_change)) {
    wrong.push_back(*refusal);
  }
  return wrong;
}

std::string usual_urgency(const json::object& service) {
  const json::object* rule = child(service, "incident_urgency_rule");
  const std::string_view urgency = rule != nullptr ? text(*rule, "urgency") : "";
  return urgency.empty() ? "high" : std::string(urgency);
}

IncidentDraft draft_of(const Call& call, const json::object& given) {
  IncidentDraft draft;
  draft.title = std::string(text(given, "title"));
  draft.service = call.account.services.find(reference_id(given, "service"));
  draft.urgency =
      given.contains("urgency") ? std::string(text(given, "urgency")) : usual_urgency(*draft.service);
  draft.incident_key = std::string(text(given, "incident_key"));
  draft.policy = call.account.escalation_policies.find(reference_id(given, "escalation_policy"));
  draft.agent = call.agent();
  if (has(given, "priority")) {
    draft.priority = *find_priority(call.account, given.at("priority"));
  }
  for (const json::object* assignment : children(given, "assignments")) {
    draft.assignee = call.account.users.find(reference_id(*assignment, "assignee"));
  }
  if (const json::object* body = child(given, "body"); body != nullptr && body->contains("details")) {
    draft.details = body->at("details");
  }
  return draft;
}

Response create_incident(Call& call) {
  const auto given = wrapped_body(call.request, "incident");
  if (!given) {
    return given.error();
  }
  if (auto wrong = wrong_in_new(call.account, *given); !wrong.empty()) {
    return invalid_input(wrong);
  }
  IncidentDraft draft = draft_of(call, *given);
  if (!draft.incident_key.empty() &&
      find_open_incident(call.account, text(*draft.service, "id"), draft.incident_key) != nullptr) {
    return invalid_input({"Open incident with matching dedup key already exists on this service"});
  }
  json::object& incident = open_incident(call.account, std::move(draft));
  if (has(*given, "body")) {
    incident["body"] = given->at("body");
  }
  if (has(*given, "incident_type")) {
    incident["incident_type"] = given->at("incident_type");
  }
  return wrapped(201, "incident", incident);
}

// Why an incident cannot be merged into the target, or nullopt.
std::optional<Response> check_merge(const Call& call, const json::object& target, const json::object& body) {
  const auto sources = children(body, "source_incidents");
  if (sources.empty()) {
    return invalid_input({"/source_incidents must list at least one incident"});
  }
  if (text(target, "status") == "resolved") {
    return invalid_input({"Incident Already Resolved"});
  }
  for (const json::object* source : sources) {
    const json::object* incident = call.account.incidents.find(text(*source, "id"));
    if (incident == nullptr) {
      return not_found();
    }
    if (incident == &target) {
      return invalid_input({"An incident cannot be merged into itself"});
    }
    if (call.account.locked_incidents.contains(text(*source, "id"))) {
      return invalid_input({"Incident Already Resolved"});
    }
  }
  return std::nullopt;
}

Response merge_incidents(Call& call) {
  json::object* target = call.account.incidents.find(call.ids[0]);
  if (target == nullptr) {
    return not_found();
  }
  const auto body = body_object(call.request);
  if (!body) {
    return body.error();
  }
  if (auto refusal = check_merge(call, *target, *body)) {
    return *refusal;
  }
  for (const json::object* source : children(*body, "source_incidents")) {
    merge(call.account, *target, *call.account.incidents.find(text(*source, "id")), call.agent());
  }
  return wrapped(200, "incident", reference_to(*target));
}

Response snooze_incident(Call& call) {
  json::object* incident = call.account.incidents.find(call.ids[0]);
  if (incident == nullptr) {
    return not_found();
  }
  const auto body = body_object(call.request);
  if (!body) {
    return body.error();
  }
  const json::value* duration = body->if_contains("duration");
  if (duration == nullptr || !duration->is_int64() || duration->get_int64() < 1 ||
      duration->get_int64() > longest_snooze) {
    return invalid_input({"Duration must be a number of seconds from 1 to 604800"});
  }
  if (text(*incident, "status") == "resolved" || call.account.locked_incidents.contains(call.ids[0])) {
    return invalid_input({"Incident Already Resolved"});
  }
  snooze(call.account, *incident, call.agent(), std::chrono::seconds(duration->get_int64()));
  return wrapped(201, "incident", *incident);
}

Response list_notes(Call& call) {
  if (call.account.incidents.find(call.ids[0]) == nullptr) {
    return not_found();
  }
  json::array notes;
  if (const auto found = call.account.notes.find(call.ids[0]); found != call.account.notes.end()) {
    notes = json::array(found->second.rbegin(), found->second.rend()); // the newest first
  }
  return wrapped(200, "notes", std::move(notes));
}

Response create_note(Call& call) {
  json::object* incident = call.account.incidents.find(call.ids[0]);
  if (incident == nullptr) {
    return not_found();
  }
  const auto note = wrapped_body(call.request, "note");
  if (!note) {
    return note.error();
  }
  if (text(*note, "content").empty()) {
    return invalid_input({"Content cannot be empty"});
  }
  if (call.account.notes[call.ids[0]].size() >= most_notes) {
    return invalid_input({"An incident takes at most 2000 notes"});
  }
  return wrapped(200, "note", add_note(call.account, *incident, call.agent(), text(*note, "content")));
}

constexpr std::array routes{
    Route{"GET", "/incidents", "incidents.read", list_incidents},
    Route{"PUT", "/incidents", "incidents.write", update_incidents, From::required},
    Route{"POST", "/incidents", "incidents.write", create_incident, From::required},
    Route{"GET", "/incidents/{}", "incidents.read", get_incident},
    Route{"PUT", "/incidents/{}", "incidents.write", update_incident, From::required},
    Route{"PUT", "/incidents/{}/merge", "incidents.write", merge_incidents, From::required},
    Route{"POST", "/incidents/{}/snooze", "incidents.write", snooze_incident, From::required},
    Route{"GET", "/incidents/{}/notes", "incidents.read", list_notes},
    Route{"POST", "/incidents/{}/notes", "incidents.write", create_note, From::required},
};

} // namespace

std::span<const Route> incident_routes() {
  return routes;
}

} // namespace callout::sandbox
