#include "sandbox/store/alerts.hpp"

#include <algorithm>
#include <array>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/router.hpp"
#include "sandbox/store/incidents.hpp"

namespace callout::sandbox {
namespace {

// The alert of this incident, or nullptr.
json::object* find_alert(Call& call, std::string_view alert_id) {
  json::object* alert = call.account.alerts.find(alert_id);
  return alert != nullptr && reference_id(*alert, "incident") == call.ids[0] ? alert : nullptr;
}

Response list_alerts(Call& call) {
  if (call.account.incidents.find(call.ids[0]) == nullptr) {
    return not_found();
  }
  const Parameters& query = call.request.query;
  const auto key = find_parameter(query, "alert_key");
  std::vector<const json::object*> found;
  for (const json::object* alert : alerts_of(call.account, call.ids[0])) {
    if (allowed_by(query, "statuses[]", text(*alert, "status")) &&
        (!key || *key == text(*alert, "alert_key"))) {
      found.push_back(alert);
    }
  }
  return listed(call, "alerts", found);
}

Response get_alert(Call& call) {
  const json::object* alert = find_alert(call, call.ids[1]);
  return alert == nullptr ? not_found() : wrapped(200, "alert", *alert);
}

std::optional<std::string> refusal_of_alert_change(Call& call, const json::object& changes) {
  const std::string_view status = text(changes, "status");
  if (changes.contains("status") && status != "triggered" && status != "resolved") {
    return "Status must be triggered or resolved";
  }
  if (changes.contains("incident") &&
      call.account.incidents.find(reference_id(changes, "incident")) == nullptr) {
    return "Incident Not Found";
  }
  return std::nullopt;
}

// An incident ends with its last alert.
void resolve_when_last(Call& call, json::object& incident) {
  const auto alerts = alerts_of(call.account, text(incident, "id"));
  const bool all_resolved = std::all_of(alerts.begin(), alerts.end(), [](const json::object* alert) {
    return text(*alert, "status") == "resolved";
  });
  if (all_resolved && text(incident, "status") != "resolved" &&
      !call.account.locked_incidents.contains(text(incident, "id"))) {
    resolve(call.account, incident, call.agent(), "");
  }
}

void apply_alert_change(Call& call, json::object& alert, const json::object& changes) {
  if (json::object* incident = call.account.incidents.find(reference_id(changes, "incident"))) {
    alert["incident"] = reference_to(*incident);
  }
  if (changes.contains("status")) {
    set_alert_status(call.account, alert, text(changes, "status"));
  }
  call.account.count_effect("alert.update");
  if (json::object* incident = call.account.incidents.find(call.ids[0])) {
    resolve_when_last(call, *incident);
  }
}

Response update_alert(Call& call) {
  json::object* alert = find_alert(call, call.ids[1]);
  if (alert == nullptr) {
    return not_found();
  }
  const auto changes = wrapped_body(call.request, "alert");
  if (!changes) {
    return changes.error();
  }
  if (auto refusal = refusal_of_alert_change(call, *changes)) {
    return invalid_input({*refusal});
  }
  apply_alert_change(call, *alert, *changes);
  return wrapped(200, "alert", *alert);
}

Response update_alerts(Call& call) {
  const auto body = body_object(call.request);
  if (!body) {
    return body.error();
  }
  const auto updates = children(*body, "alerts");
  if (updates.empty() || updates.size() > 250) {
    return updates.empty() ? invalid_input({"/alerts must list at least one alert"})
                           : api_error(413, 2001, "At most 250 alerts can be updated at a time");
  }
  for (const json::object* changes : updates) {
    if (find_alert(call, text(*changes, "id")) == nullptr) {
      return not_found();
    }
    if (auto refusal = refusal_of_alert_change(call, *changes)) {
      return invalid_input({*refusal});
    }
  }
  json::array shown;
  for (const json::object* changes : updates) {
    json::object& alert = *call.account.alerts.find(text(*changes, "id"));
    apply_alert_change(call, alert, *changes);
    shown.push_back(alert);
  }
  return wrapped(200, "alerts", std::move(shown));
}

constexpr std::array routes{
    Route{"GET", "/incidents/{}/alerts", "incidents.read", list_alerts},
    Route{"PUT", "/incidents/{}/alerts", "incidents.write", update_alerts, From::required},
    Route{"GET", "/incidents/{}/alerts/{}", "incidents.read", get_alert},
    Route{"PUT", "/incidents/{}/alerts/{}", "incidents.write", update_alert, From::required},
};

} // namespace

std::span<const Route> alert_routes() {
  return routes;
}

} // namespace callout::sandbox
