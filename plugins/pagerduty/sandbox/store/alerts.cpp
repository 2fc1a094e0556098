#include "sandbox/store/alerts.hpp"

#include <algorithm>

#include "sandbox/members.hpp"

namespace callout::sandbox {
namespace {

void count_alerts(Account& account, json::object& incident) {
  std::int64_t all = 0;
  std::int64_t resolved = 0;
  for (const json::object* alert : alerts_of(account, text(incident, "id"))) {
    ++all;
    resolved += text(*alert, "status") == "resolved" ? 1 : 0;
  }
  incident["alert_counts"] =
      json::object{{"all", all}, {"triggered", all - resolved}, {"resolved", resolved}};
}

} // namespace

json::object& add_alert(Account& account, json::object& incident, const AlertDraft& draft) {
  json::object alert = make_resource(account, "alerts", "alert", account.next_id(), draft.summary);
  alert["self"] = account.base_url + "/incidents/" + std::string(text(incident, "id")) + "/alerts/" +
                  std::string(text(alert, "id"));
  alert["created_at"] = to_timestamp(account.now);
  alert["updated_at"] = alert["created_at"];
  alert["status"] = "triggered";
  alert["alert_key"] = draft.alert_key;
  alert["severity"] = draft.severity;
  alert["suppressed"] = false;
  alert["service"] = incident.at("service");
  alert["incident"] = reference_to(incident);
  alert["first_trigger_log_entry"] = incident.at("first_trigger_log_entry");
  alert["body"] =
      json::object{{"type", "alert_body"}, {"contexts", draft.contexts}, {"details", draft.details}};
  json::object& added = account.alerts.add(std::move(alert));
  count_alerts(account, incident);
  account.count_effect("alert.create");
  return added;
}

std::vector<json::object*> alerts_of(Account& account, std::string_view incident_id) {
  std::vector<json::object*> found;
  for (json::object& alert : account.alerts) {
    if (reference_id(alert, "incident") == incident_id) {
      found.push_back(&alert);
    }
  }
  return found;
}

json::object* find_open_alert(Account& account, std::string_view service_id, std::string_view alert_key) {
  const auto found =
      std::find_if(account.alerts.begin(), account.alerts.end(), [&](const json::object& alert) {
        return text(alert, "status") != "resolved" && text(alert, "alert_key") == alert_key &&
               reference_id(alert, "service") == service_id;
      });
  return found == account.alerts.end() ? nullptr : &*found;
}

void set_alert_status(Account& account, json::object& alert, std::string_view status) {
  alert["status"] = status;
  alert["updated_at"] = to_timestamp(account.now);
  if (json::object* incident = account.incidents.find(reference_id(alert, "incident"))) {
    count_alerts(account, *incident);
  }
}

void resolve_alerts_of(Account& account, json::object& incident) {
  for (json::object* alert : alerts_of(account, text(incident, "id"))) {
    (*alert)["status"] = "resolved";
  }
  count_alerts(account, incident);
}

void move_alerts(Account& account, json::object& from, json::object& to) {
  for (json::object* alert : alerts_of(account, text(from, "id"))) {
    (*alert)["incident"] = reference_to(to);
  }
  count_alerts(account, from);
  count_alerts(account, to);
}

} // namespace callout::sandbox
