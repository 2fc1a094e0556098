#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sandbox/store/account.hpp"

namespace callout::sandbox {

/// What an incident is opened with.
struct IncidentDraft {
  std::string id; ///< empty draws one
  std::string title;
  const json::object* service = nullptr; ///< never nullptr when the incident is opened
  std::string urgency = "high";
  std::string incident_key;               ///< empty draws one
  json::value priority;                   ///< a reference, or null
  const json::object* policy = nullptr;   ///< nullptr takes the service's
  const json::object* assignee = nullptr; ///< nullptr assigns whoever is on call
  json::object agent;                     ///< reference to who opened it
  std::string channel = "api";
  json::value details; ///< shown in the trigger log entry
};

/// Opens an incident: number, assignment, trigger log entry.
json::object& open_incident(Account& account, IncidentDraft draft);

/// The open incident of a service with that key, or nullptr.
json::object*
find_open_incident(Account& account, std::string_view service_id, std::string_view incident_key);

/// Status changes, each with its log entry. `agent` is a reference to the user or service that acts.
/// They expect the change to be allowed: see rest/incident_update.hpp for the checks.
void acknowledge(Account& account, json::object& incident, const json::object& agent);
void resolve(Account& account,
             json::object& incident,
             const json::object& agent,
             std::string_view resolution);
void reopen(Account& account, json::object& incident, const json::object& agent);

/// Keeps an incident acknowledged for a while; wake_snoozed() returns it to triggered.
void snooze(Account& account,
            json::object& incident,
            const json::object& agent,
            std::chrono::seconds duration);

/// Assigns the incident to one user and notes it.
void assign(Account& account, json::object& incident, const json::object& agent, const json::object& user);

/// Assigns the incident to whoever is on call for a level of its escalation policy; false without such a
/// level.
bool escalate(Account& account, json::object& incident, const json::object& agent, std::int64_t level);

/// Adds a note and its log entry, and gives back the note.
json::object
add_note(Account& account, json::object& incident, const json::object& agent, std::string_view content);

/// Moves the source's alerts to the target and resolves the source as merged.
void merge(Account& account, json::object& target, json::object& source, const json::object& agent);

/// Returns incidents whose snooze is over at `account.now` to triggered.
void wake_snoozed(Account& account);

/// Adds an entry of the given type ("acknowledge_log_entry") to the incident's log and gives it back.
json::object& add_log_entry(Account& account,
                            json::object& incident,
                            std::string_view type,
                            std::string_view summary,
                            const json::object& agent);

} // namespace callout::sandbox
