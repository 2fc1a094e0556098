#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/account.hpp"

namespace callout::sandbox {

/// What an alert is made from.
struct AlertDraft {
  std::string summary;
  std::string alert_key;
  std::string severity = "error";
  json::value details;  ///< custom details as the monitoring tool sent them
  json::array contexts; ///< links and images
};

/// Adds a triggered alert to an incident and counts it there.
json::object& add_alert(Account& account, json::object& incident, const AlertDraft& draft);

/// The alerts of an incident, oldest first.
std::vector<json::object*> alerts_of(Account& account, std::string_view incident_id);

/// The open alert of a service with that key, or nullptr.
json::object* find_open_alert(Account& account, std::string_view service_id, std::string_view alert_key);

/// Sets the status of an alert and counts again.
void set_alert_status(Account& account, json::object& alert, std::string_view status);

/// Resolves every alert of an incident.
void resolve_alerts_of(Account& account, json::object& incident);

/// Moves the alerts of one incident to another.
void move_alerts(Account& account, json::object& from, json::object& to);

} // namespace callout::sandbox
