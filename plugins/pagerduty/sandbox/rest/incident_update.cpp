#include "sandbox/rest/incident_update.hpp"

#include <algorithm>
#include <array>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/store/incidents.hpp"

namespace callout::sandbox {
namespace {

constexpr std::size_t most_updates = 250;

std::optional<std::string>
one_of(const json::object& changes, std::string_view name, std::initializer_list<std::string_view> known) {
  if (changes.contains(name) && std::find(known.begin(), known.end(), text(changes, name)) == known.end()) {
    return std::string(name) + " has an unknown value";
  }
  return std::nullopt;
}

std::optional<std::string>
refusal_of_status(const Account& account, const json::object& incident, const json::object& changes) {
  if (auto wrong = one_of(changes, "status", {"triggered", "acknowledged", "resolved"})) {
    return wrong;
  }
  const bool resolved_again = text(incident, "status") == "resolved" && text(changes, "status") == "resolved";
  if (changes.contains("status") &&
      (resolved_again || account.locked_incidents.contains(text(incident, "id")))) {
    return "Incident Already Resolved";
  }
  return std::nullopt;
}

std::optional<std::string> refusal_of_references(const Account& account, const json::object& changes) {
  for (const json::object* assignment : children(changes, "assignments")) {
    if (account.users.find(reference_id(*assignment, "assignee")) == nullptr) {
      return "Assignee User Not Found";
    }
  }
  if (has(changes, "escalation_policy") &&
      account.escalation_policies.find(reference_id(changes, "escalation_policy")) == nullptr) {
    return "Escalation Policy Not Found";
  }
  if (has(changes, "priority") && find_priority(account, changes.at("priority")) == nullptr) {
    return "Priority Not Found";
  }
  return std::nullopt;
}

std::optional<std::string>
refusal_of_level(const Account& account, const json::object& incident, const json::object& changes) {
  if (!changes.contains("escalation_level")) {
    return std::nullopt;
  }
  const json::value& level = changes.at("escalation_level");
  const json::object& named = has(changes, "escalation_policy") ? changes : incident;
  const json::object* policy = account.escalation_policies.find(reference_id(named, "escalation_policy"));
  const auto levels = policy != nullptr ? children(*policy, "escalation_rules").size() : 0;
  if (!level.is_int64() || level.get_int64() < 1 || level.get_int64() > static_cast<std::int64_t>(levels)) {
    return "Escalation level must be from 1 to " + std::to_string(levels);
  }
  return std::nullopt;
}

void apply_status(Call& call, json::object& incident, const json::object& changes) {
  const std::string_view wanted = text(changes, "status");
  const std::string_view present = text(incident, "status");
  if (wanted == "resolved") {
    resolve(call.account, incident, call.agent(), text(changes, "resolution"));
  } else if (wanted == "acknowledged") {
    incident["resolve_reason"] = nullptr;
    acknowledge(call.account, incident, call.agent());
  } else if (wanted == "triggered" && present != "triggered") {
    reopen(call.account, incident, call.agent());
  }
}

void apply_fields(Call& call, json::object& incident, const json::object& changes) {
  if (changes.contains("title")) {
    incident["title"] = changes.at("title");
    incident["description"] = changes.at("title");
    incident["summary"] = "[#" + std::to_string(incident.at("incident_number").as_int64()) + "] " +
                          std::string(text(changes, "title"));
  }
  if (changes.contains("priority")) {
    const json::object* priority = find_priority(call.account, changes.at("priority"));
    incident["priority"] = priority != nullptr ? json::value(*priority) : json::value();
  }
  if (changes.contains("urgency") && text(changes, "urgency") != text(incident, "urgency")) {
    incident["urgency"] = changes.at("urgency");
    add_log_entry(call.account, incident, "urgency_change_log_entry", "Urgency changed", call.agent());
  }
  if (changes.contains("conference_bridge")) {
    incident["conference_bridge"] = changes.at("conference_bridge");
  }
  incident["updated_at"] = to_timestamp(call.account.now);
}

void apply_assignment(Call& call, json::object& incident, const json::object& changes) {
  if (has(changes, "escalation_policy")) {
    incident["escalation_policy"] =
        reference_to(*call.account.escalation_policies.find(reference_id(changes, "escalation_policy")));
  }
  if (changes.contains("escalation_level")) {
    escalate(call.account, incident, call.agent(), changes.at("escalation_level").as_int64());
  } else if (has(changes, "escalation_policy")) {
    escalate(call.account, incident, call.agent(), 1);
  }
  for (const json::object* assignment : children(changes, "assignments")) {
    assign(call.account,
           incident,
           call.agent(),
           *call.account.users.find(reference_id(*assignment, "assignee")));
  }
}

std::optional<Response> check_bulk(const Call& call, const std::vector<const json::object*>& updates) {
  if (updates.empty()) {
    return invalid_input({"/incidents must list at least one incident"});
  }
  if (updates.size() > most_updates) {
    return api_error(413, 2001, "At most 250 incidents can be updated at a time");
  }
  std::vector<std::string> wrong;
  for (const json::object* changes : updates) {
    const json::object* incident = call.account.incidents.find(text(*changes, "id"));
    if (incident == nullptr) {
      wrong.push_back("Incident Not Found: '" + std::string(text(*changes, "id")) + "'");
    } else if (auto refusal = refusal_of_change(call.account, *incident, *changes)) {
      wrong.push_back(*refusal);
    }
  }
  return wrong.empty() ? std::nullopt : std::optional(invalid_input(wrong));
}

} // namespace

const json::object* find_priority(const Account& account, const json::value& given) {
  if (given.is_object()) {
    return account.priorities.find(text(given.get_object(), "id"));
  }
  const auto found =
      std::find_if(account.priorities.begin(), account.priorities.end(), [&](const auto& priority) {
        return given.is_string() && text(priority, "name") == std::string_view(given.get_string());
      });
  return found == account.priorities.end() ? nullptr : &*found;
}

std::optional<std::string>
refusal_of_change(const Account& account, const json::object& incident, const json::object& changes) {
  if (changes.contains("title") && text(changes, "title").empty()) {
    return "Title cannot be empty";
  }
  if (auto wrong = one_of(changes, "urgency", {"high", "low"})) {
    return wrong;
  }
  if (auto refusal = refusal_of_status(account, incident, changes)) {
    return refusal;
  }
  if (auto refusal = refusal_of_references(account, changes)) {
    return refusal;
  }
  return refusal_of_level(account, incident, changes);
}

void apply_change(Call& call, json::object& incident, const json::object& changes) {
  apply_fields(call, incident, changes);
  apply_status(call, incident, changes);
  apply_assignment(call, incident, changes);
  call.account.count_effect("incident.update");
}

Response update_incident(Call& call) {
  json::object* incident = call.account.incidents.find(call.ids[0]);
  if (incident == nullptr) {
    return not_found();
  }
  const auto changes = wrapped_body(call.request, "incident");
  if (!changes) {
    return changes.error();
  }
  if (auto refusal = refusal_of_change(call.account, *incident, *changes)) {
    return invalid_input({*refusal});
  }
  apply_change(call, *incident, *changes);
  return wrapped(200, "incident", *incident);
}

Response update_incidents(Call& call) {
  const auto body = body_object(call.request);
  if (!body) {
    return body.error();
  }
  const auto updates = children(*body, "incidents");
  if (auto refusal = check_bulk(call, updates)) {
    return *refusal;
  }
  std::vector<const json::object*> changed;
  for (const json::object* changes : updates) {
    json::object* incident = call.account.incidents.find(text(*changes, "id"));
    apply_change(call, *incident, *changes);
    changed.push_back(incident);
  }
  json::array shown;
  for (const json::object* incident : changed) {
    shown.push_back(*incident);
  }
  return wrapped(200, "incidents", std::move(shown));
}

} // namespace callout::sandbox
