// Actions that tell people something: notes, responder requests, status updates.
#include <string>
#include <vector>

#include "curated/incident_actions.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

rest::Result<void>
add_targets(Api& api, Kind kind, const json::object& input, std::string_view member, json::array& targets) {
  const json::value* const given = input.if_contains(member);
  if (given == nullptr) {
    return {};
  }
  const auto ids = resolve_all(api, kind, *given, "/" + std::string(member));
  if (!ids) {
    return ids.error();
  }
  for (const std::string& id : *ids) {
    json::object target{{"id", id}, {"type", facts_of(kind).reference}};
    targets.push_back(json::object{{"responder_request_target", std::move(target)}});
  }
  return {};
}

} // namespace

sdk::Reply add_note(Api& api, const json::object& input) {
  const auto incident = resolve(api, Kind::incident, input.at("incident"), "/incident");
  if (!incident) {
    return incident.error();
  }
  return to_reply(api.call("createIncidentNote",
                           {{"id", *incident}, {"note", json::object{{"content", input.at("note")}}}}));
}

sdk::Reply page_responders(Api& api, const json::object& input) {
  if (!input.contains("users") && !input.contains("escalation_policies")) {
    return api.refuse("/users", "is missing, and so is `escalation_policies`: nobody to page");
  }
  const auto incident = resolve(api, Kind::incident, input.at("incident"), "/incident");
  if (!incident) {
    return incident.error();
  }
  json::array targets;
  if (const auto users = add_targets(api, Kind::user, input, "users", targets); !users) {
    return users.error();
  }
  const auto policies = add_targets(api, Kind::escalation_policy, input, "escalation_policies", targets);
  if (!policies) {
    return policies.error();
  }
  const json::value* const given = input.if_contains("requester");
  const auto requester =
      resolve(api, Kind::user, given != nullptr ? *given : json::value("me"), "/requester");
  if (!requester) {
    return requester.error();
  }
  return to_reply(api.call("createIncidentResponderRequest",
                           {{"id", *incident},
                            {"requester_id", *requester},
                            {"message", input.at("message")},
                            {"responder_request_targets", std::move(targets)}}));
}

sdk::Reply send_status_update(Api& api, const json::object& input) {
  if (input.contains("subject") != input.contains("html_message")) {
    return api.refuse(input.contains("subject") ? "/html_message" : "/subject",
                      "is missing: a mail of one's own needs both `subject` and `html_message`");
  }
  const auto incident = resolve(api, Kind::incident, input.at("incident"), "/incident");
  if (!incident) {
    return incident.error();
  }
  json::object update{{"id", *incident}};
  for (const std::string_view member : {"message", "subject", "html_message"}) {
    if (const json::value* const given = input.if_contains(member)) {
      update[member] = *given;
    }
  }
  return to_reply(api.call("createIncidentStatusUpdate", update));
}

} // namespace callout::pagerduty::curated
