#include "sandbox/store/incidents.hpp"

#include <algorithm>

#include "sandbox/credential_text.hpp"
#include "sandbox/members.hpp"
#include "sandbox/store/alerts.hpp"
#include "sandbox/store/rotation.hpp"

namespace callout::sandbox {
namespace {

bool is_user(const json::object& agent) {
  return text(agent, "type") == "user_reference";
}

void touch(const Account& account, json::object& incident) {
  incident["updated_at"] = to_timestamp(account.now);
}

void set_status(const Account& account,
                json::object& incident,
                std::string_view status,
                const json::object& agent) {
  incident["status"] = status;
  incident["last_status_change_at"] = to_timestamp(account.now);
  incident["last_status_change_by"] = agent;
  incident["resolved_at"] = status == "resolved" ? json::value(to_timestamp(account.now)) : json::value();
  touch(account, incident);
}

json::object at_moment(const Account& account, std::string_view name, json::object who) {
  json::object entry{{"at", to_timestamp(account.now)}};
  entry[name] = std::move(who);
  return entry;
}

void set_assignee(const Account& account,
                  json::object& incident,
                  const json::object& user,
                  std::string_view via) {
  json::array assignments;
  assignments.push_back(at_moment(account, "assignee", reference_to(user)));
  incident["assignments"] = std::move(assignments);
  incident["assigned_via"] = via;
}

const json::object* on_call_at(const Account& account, const json::object& policy, std::int64_t level) {
  for (const OnCall& row : on_calls(account, policy, account.now, account.now + std::chrono::seconds(1))) {
    if (row.level == level) {
      return row.user;
    }
  }
  return nullptr;
}

json::object new_incident(Account& account, const IncidentDraft& draft, std::int64_t number) {
  const std::string summary = "[#" + std::to_string(number) + "] " + draft.title;
  const std::string id = draft.id.empty() ? account.next_id() : draft.id;
  json::object incident = make_resource(account, "incidents", "incident", id, summary);
  const std::string now = to_timestamp(account.now);
  incident["incident_number"] = number;
  incident["title"] = draft.title;
  incident["description"] = draft.title;
  incident["created_at"] = now;
  incident["updated_at"] = now;
  incident["status"] = "triggered";
  incident["incident_key"] = draft.incident_key.empty() ? random_hex(16) : draft.incident_key;
  incident["service"] = reference_to(*draft.service);
  incident["urgency"] = draft.urgency;
  incident["priority"] = draft.priority;
  incident["incident_type"] = json::object{{"name", "incident_default"}};
  incident["teams"] =
      draft.service->contains("teams") ? draft.service->at("teams") : json::value(json::array());
  for (const char* empty_list : {"assignments",
                                 "acknowledgements",
                                 "pending_actions",
                                 "incidents_responders",
                                 "responder_requests",
                                 "impacted_services"}) {
    incident[empty_list] = json::array();
  }
  for (const char* null : {"resolved_at", "resolve_reason", "conference_bridge", "assigned_via"}) {
    incident[null] = nullptr;
  }
  incident["last_status_change_at"] = now;
  incident["last_status_change_by"] = reference_to(*draft.service);
  incident["is_mergeable"] = true;
  incident["alert_counts"] = json::object{{"all", 0}, {"triggered", 0}, {"resolved", 0}};
  return incident;
}

} // namespace

json::object& add_log_entry(Account& account,
                            json::object& incident,
                            std::string_view type,
                            std::string_view summary,
                            const json::object& agent) {
  json::object entry = make_resource(account, "log_entries", type, account.next_id(), summary);
  entry["created_at"] = to_timestamp(account.now);
  entry["agent"] = agent;
  entry["channel"] = json::object{{"type", is_user(agent) ? "api" : "auto"}};
  entry["incident"] = reference_to(incident);
  entry["service"] = incident.at("service");
  entry["teams"] = incident.at("teams");
  entry["contexts"] = json::array();
  return account.log_entries.add(std::move(entry));
}

json::object& open_incident(Account& account, IncidentDraft draft) {
  const json::object* policy =
      draft.policy != nullptr
          ? draft.policy
          : account.escalation_policies.find(reference_id(*draft.service, "escalation_policy"));
  json::object& incident =
      account.incidents.add(new_incident(account, draft, ++account.last_incident_number));
  incident["escalation_policy"] = policy != nullptr ? json::value(reference_to(*policy)) : json::value();

  json::object& entry = add_log_entry(account, incident, "trigger_log_entry", "Triggered", draft.agent);
  entry["channel"] =
      json::object{{"type", draft.channel}, {"summary", draft.title}, {"details", draft.details}};
  entry["event_details"] = json::object{{"description", draft.title}};
  incident["first_trigger_log_entry"] = reference_to(entry);

  if (draft.assignee != nullptr) {
    set_assignee(account, incident, *draft.assignee, "direct_assignment");
  } else if (policy != nullptr) {
    if (const json::object* user = on_call_at(account, *policy, 1)) {
      set_assignee(account, incident, *user, "escalation_policy");
    }
  }
  account.count_effect("incident.open");
  return incident;
}

json::object*
find_open_incident(Account& account, std::string_view service_id, std::string_view incident_key) {
  const auto found =
      std::find_if(account.incidents.begin(), account.incidents.end(), [&](const json::object& one) {
        return text(one, "status") != "resolved" && text(one, "incident_key") == incident_key &&
               reference_id(one, "service") == service_id;
      });
  return found == account.incidents.end() ? nullptr : &*found;
}

void acknowledge(Account& account, json::object& incident, const json::object& agent) {
  set_status(account, incident, "acknowledged", agent);
  json::array acknowledgements;
  acknowledgements.push_back(at_moment(account, "acknowledger", agent));
  incident["acknowledgements"] = std::move(acknowledgements);
  if (is_user(agent)) {
    if (const json::object* user = account.users.find(text(agent, "id"))) {
      set_assignee(account, incident, *user, "direct_assignment");
    }
  }
  add_log_entry(account, incident, "acknowledge_log_entry", "Acknowledged", agent);
  account.count_effect("incident.acknowledge");
}

void resolve(Account& account,
             json::object& incident,
             const json::object& agent,
             std::string_view resolution) {
  set_status(account, incident, "resolved", agent);
  incident["assignments"] = json::array();
  incident["pending_actions"] = json::array();
  resolve_alerts_of(account, incident);
  json::object& entry = add_log_entry(account, incident, "resolve_log_entry", "Resolved", agent);
  if (!resolution.empty()) {
    json::object channel{{"type", "api"}};
    channel["note"] = resolution;
    entry["channel"] = std::move(channel);
  }
  account.count_effect("incident.resolve");
}

void reopen(Account& account, json::object& incident, const json::object& agent) {
  set_status(account, incident, "triggered", agent);
  incident["acknowledgements"] = json::array();
  incident["pending_actions"] = json::array();
  incident["resolve_reason"] = nullptr;
  add_log_entry(account, incident, "trigger_log_entry", "Triggered again", agent);
  const json::object* policy = account.escalation_policies.find(reference_id(incident, "escalation_policy"));
  if (const json::object* user = policy != nullptr ? on_call_at(account, *policy, 1) : nullptr) {
    set_assignee(account, incident, *user, "escalation_policy");
  }
  account.count_effect("incident.trigger");
}

void snooze(Account& account,
            json::object& incident,
            const json::object& agent,
            std::chrono::seconds duration) {
  if (text(incident, "status") != "acknowledged") {
    acknowledge(account, incident, agent);
  }
  json::array pending;
  pending.push_back(json::object{{"type", "unacknowledge"}, {"at", to_timestamp(account.now + duration)}});
  incident["pending_actions"] = std::move(pending);
  json::object& entry = add_log_entry(account, incident, "snooze_log_entry", "Snoozed", agent);
  entry["changed_actions"] = incident.at("pending_actions");
  touch(account, incident);
  account.count_effect("incident.snooze");
}

void assign(Account& account, json::object& incident, const json::object& agent, const json::object& user) {
  set_assignee(account, incident, user, "direct_assignment");
  json::object& entry = add_log_entry(account, incident, "assign_log_entry", "Reassigned", agent);
  json::array assignees;
  assignees.push_back(reference_to(user));
  entry["assignees"] = std::move(assignees);
  touch(account, incident);
  account.count_effect("incident.assign");
}

bool escalate(Account& account, json::object& incident, const json::object& agent, std::int64_t level) {
  const json::object* policy = account.escalation_policies.find(reference_id(incident, "escalation_policy"));
  const json::object* user = policy != nullptr ? on_call_at(account, *policy, level) : nullptr;
  if (user == nullptr) {
    return false;
  }
  set_assignee(account, incident, *user, "escalation_policy");
  json::object& entry = add_log_entry(account, incident, "escalate_log_entry", "Escalated", agent);
  json::array assignees;
  assignees.push_back(reference_to(*user));
  entry["assignees"] = std::move(assignees);
  touch(account, incident);
  account.count_effect("incident.escalate");
  return true;
}

json::object
add_note(Account& account, json::object& incident, const json::object& agent, std::string_view content) {
  const std::string now = to_timestamp(account.now);
  json::object note{{"id", account.next_id()},
                    {"user", agent},
                    {"channel", json::object{{"summary", "The PagerDuty website or APIs"}}},
                    {"content", content},
                    {"created_at", now},
                    {"updated_at", now}};
  account.notes[std::string(text(incident, "id"))].push_back(note);
  json::object& entry = add_log_entry(account, incident, "annotate_log_entry", "Note added", agent);
  entry["channel"] = json::object{{"type", "note"}, {"summary", content}};
  touch(account, incident);
  account.count_effect("note.create");
  return note;
}

void merge(Account& account, json::object& target, json::object& source, const json::object& agent) {
  move_alerts(account, source, target);
  set_status(account, source, "resolved", agent);
  source["assignments"] = json::array();
  source["pending_actions"] = json::array();
  source["is_mergeable"] = false;
  source["resolve_reason"] =
      json::object{{"type", "merge_resolve_reason"}, {"incident", reference_to(target)}};
  add_log_entry(account, source, "resolve_log_entry", "Merged into another incident", agent);
  touch(account, target);
  account.count_effect("incident.merge");
}

void wake_snoozed(Account& account) {
  const std::string now = to_timestamp(account.now);
  const auto is_over = [&now](const json::object* action) {
    return text(*action, "type") == "unacknowledge" && text(*action, "at") <= now;
  };
  for (json::object& incident : account.incidents) {
    const auto pending = children(incident, "pending_actions");
    if (text(incident, "status") == "acknowledged" && std::ranges::any_of(pending, is_over)) {
      const json::object service = incident.at("service").as_object();
      set_status(account, incident, "triggered", service);
      incident["acknowledgements"] = json::array();
      add_log_entry(account, incident, "unacknowledge_log_entry", "The snooze is over", service);
      incident["pending_actions"] = json::array();
    }
  }
}

} // namespace callout::sandbox
