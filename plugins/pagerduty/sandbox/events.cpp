#include "sandbox/events.hpp"

#include <algorithm>
#include <array>

#include <boost/json/parse.hpp>

#include "sandbox/credential_text.hpp"
#include "sandbox/members.hpp"
#include "sandbox/store/alerts.hpp"
#include "sandbox/store/incidents.hpp"

namespace callout::sandbox {
namespace {

constexpr std::size_t largest_event = std::size_t{512} * 1024;
constexpr std::size_t longest_dedup_key = 255;
constexpr std::size_t longest_summary = 1024;
constexpr std::size_t routing_key_length = 32;

Response invalid_event(const std::vector<std::string>& errors) {
  return json_response(400,
                       json::object{{"status", "invalid event"},
                                    {"message", "Event object is invalid"},
                                    {"errors", json::array(errors.begin(), errors.end())}});
}

Response accepted(std::string_view dedup_key) {
  json::object body{{"status", "success"}, {"message", "Event processed"}};
  if (!dedup_key.empty()) {
    body["dedup_key"] = dedup_key;
  }
  return json_response(202, body);
}

Result<json::object> read_event(const Request& request) {
  if (request.body.size() > largest_event) {
    return json_response(413,
                         json::object{{"status", "payload too large"},
                                      {"message", "An event must not be larger than 512 KB"}});
  }
  boost::system::error_code error;
  json::value event = json::parse(request.body, error);
  if (error || !event.is_object()) {
    return json_response(400,
                         json::object{{"status", "Unrecognized object"},
                                      {"message", "Event object format is unrecognized"},
                                      {"errors", json::array{"JSON parse error"}}});
  }
  return std::move(event.get_object());
}

// UTF-8: bytes that go on with a character do not count.
std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & '\xC0') != '\x80'; }));
}

void check_length(const json::object& event,
                  std::string_view name,
                  std::size_t longest,
                  std::vector<std::string>& errors) {
  if (has(event, name) && (text(event, name).empty() || characters_of(text(event, name)) > longest)) {
    errors.push_back("'" + std::string(name) + "' must be text of 1 to " + std::to_string(longest) +
                     " characters");
  }
}

void check_routing_key(const json::object& event, std::vector<std::string>& errors) {
  if (text(event, "routing_key").size() != routing_key_length) {
    errors.emplace_back("'routing_key' is missing or not 32 characters long");
  }
}

void check_payload(const json::object& event, std::vector<std::string>& errors) {
  const json::object* payload = child(event, "payload");
  if (payload == nullptr) {
    errors.emplace_back("'payload' is missing or no object");
    return;
  }
  check_length(*payload, "summary", longest_summary, errors);
  for (const char* name : {"summary", "source", "severity"}) {
    if (!has(*payload, name)) {
      errors.push_back(std::string("'payload.") + name + "' is missing");
    }
  }
  constexpr std::array<std::string_view, 4> severities{"critical", "error", "warning", "info"};
  if (has(*payload, "severity") &&
      std::find(severities.begin(), severities.end(), text(*payload, "severity")) == severities.end()) {
    errors.emplace_back("'payload.severity' must be critical, error, warning or info");
  }
}

std::vector<std::string> wrong_in_event(const json::object& event) {
  std::vector<std::string> errors;
  check_routing_key(event, errors);
  check_length(event, "dedup_key", longest_dedup_key, errors);
  const std::string_view action = text(event, "event_action");
  if (action != "trigger" && action != "acknowledge" && action != "resolve") {
    errors.emplace_back("'event_action' must be trigger, acknowledge or resolve");
  } else if (action == "trigger") {
    check_payload(event, errors);
  } else if (!has(event, "dedup_key")) {
    errors.emplace_back("'dedup_key' is missing");
  }
  return errors;
}

// The service whose integration has the key, or nullptr.
const json::object* service_of(const Account& account, const json::object& event) {
  const auto found = account.routing_keys.find(text(event, "routing_key"));
  return found == account.routing_keys.end() ? nullptr : account.services.find(found->second);
}

std::string urgency_of(const json::object& service, std::string_view severity) {
  const json::object* rule = child(service, "incident_urgency_rule");
  const std::string_view urgency = rule != nullptr ? text(*rule, "urgency") : "high";
  if (urgency == "severity_based") {
    return severity == "critical" || severity == "error" ? "high" : "low";
  }
  return std::string(urgency.empty() ? "high" : urgency);
}

AlertDraft alert_draft(const json::object& event, const std::string& dedup_key) {
  const json::object& payload = *child(event, "payload");
  AlertDraft draft{
      std::string(text(payload, "summary")), dedup_key, std::string(text(payload, "severity")), {}, {}};
  draft.details =
      payload.contains("custom_details") ? payload.at("custom_details") : json::value(json::object());
  for (const char* list : {"links", "images"}) {
    for (const json::object* entry : children(event, list)) {
      json::object context = *entry;
      context["type"] = std::string_view(list) == "links" ? "link" : "image";
      draft.contexts.push_back(std::move(context));
    }
  }
  return draft;
}

void trigger(Account& account,
             const json::object& service,
             const json::object& event,
             const std::string& dedup_key) {
  json::object* incident = nullptr;
  if (const json::object* open_alert = find_open_alert(account, text(service, "id"), dedup_key)) {
    incident = account.incidents.find(reference_id(*open_alert, "incident"));
    add_log_entry(
        account, *incident, "trigger_log_entry", "Triggered again by an event", reference_to(service));
    account.count_effect("event.repeat");
    return;
  }
  AlertDraft draft = alert_draft(event, dedup_key);
  incident = find_open_incident(account, text(service, "id"), dedup_key);
  if (incident == nullptr) {
    IncidentDraft opened;
    opened.title = draft.summary;
    opened.service = &service;
    opened.urgency = urgency_of(service, draft.severity);
    opened.incident_key = dedup_key;
    opened.agent = reference_to(service);
    opened.channel = "events_api_v2";
    opened.details = draft.details;
    incident = &open_incident(account, std::move(opened));
  }
  add_alert(account, *incident, draft);
}

// An acknowledge or resolve without an open incident is taken and changes nothing, as PagerDuty does.
void change(Account& account,
            const json::object& service,
            std::string_view action,
            const std::string& dedup_key) {
  json::object* alert = find_open_alert(account, text(service, "id"), dedup_key);
  json::object* incident = alert != nullptr ? account.incidents.find(reference_id(*alert, "incident"))
                                            : find_open_incident(account, text(service, "id"), dedup_key);
  if (incident == nullptr || account.locked_incidents.contains(text(*incident, "id"))) {
    return;
  }
  if (action == "acknowledge") {
    acknowledge(account, *incident, reference_to(service));
    return;
  }
  if (alert != nullptr) {
    set_alert_status(account, *alert, "resolved");
  }
  const auto alerts = alerts_of(account, text(*incident, "id"));
  if (std::all_of(
          alerts.begin(), alerts.end(), [](const auto* one) { return text(*one, "status") == "resolved"; })) {
    resolve(account, *incident, reference_to(service), "");
  }
}

} // namespace

Response enqueue_event(const Request& request, Account& account) {
  const auto event = read_event(request);
  if (!event) {
    return event.error();
  }
  if (auto errors = wrong_in_event(*event); !errors.empty()) {
    return invalid_event(errors);
  }
  const json::object* service = service_of(account, *event);
  if (service == nullptr) {
    return invalid_event({"'routing_key' belongs to no integration of this account"});
  }
  const std::string dedup_key =
      has(*event, "dedup_key") ? std::string(text(*event, "dedup_key")) : random_hex(16);
  const std::string_view action = text(*event, "event_action");
  if (action == "trigger") {
    trigger(account, *service, *event, dedup_key);
  } else {
    change(account, *service, action, dedup_key);
  }
  account.count_effect("event." + std::string(action));
  return accepted(dedup_key);
}

Response enqueue_change(const Request& request, Account& account) {
  const auto event = read_event(request);
  if (!event) {
    return event.error();
  }
  std::vector<std::string> errors;
  check_routing_key(*event, errors);
  const json::object* payload = child(*event, "payload");
  if (payload == nullptr || text(*payload, "summary").empty()) {
    errors.emplace_back("'payload.summary' is missing");
  }
  const json::object* service = service_of(account, *event);
  if (errors.empty() && service == nullptr) {
    errors.emplace_back("'routing_key' belongs to no integration of this account");
  }
  if (!errors.empty()) {
    return invalid_event(errors);
  }
  const auto at = parse_timestamp(text(*payload, "timestamp")).value_or(account.now);
  json::object change_event{{"id", account.next_id()},
                            {"type", "change_event"},
                            {"summary", text(*payload, "summary")},
                            {"timestamp", to_timestamp(at)},
                            {"source", text(*payload, "source")}};
  json::array services;
  services.push_back(reference_to(*service));
  change_event["services"] = std::move(services);
  change_event["custom_details"] =
      payload->contains("custom_details") ? payload->at("custom_details") : json::value();
  change_event["links"] = event->contains("links") ? event->at("links") : json::value(json::array());
  account.change_events.add(std::move(change_event));
  account.count_effect("change_event.create");
  return accepted("");
}

} // namespace callout::sandbox
