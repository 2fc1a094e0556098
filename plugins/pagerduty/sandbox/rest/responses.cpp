// Calling people in and telling stakeholders: responder requests and status updates of an incident.
#include <array>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/router.hpp"
#include "sandbox/store/incidents.hpp"
#include "sandbox/store/rotation.hpp"

namespace callout::sandbox {
namespace {

// The people behind a target: the user, or who is first on call for the escalation policy.
std::vector<const json::object*> people_of(const Account& account, const json::object& target) {
  std::vector<const json::object*> people;
  if (text(target, "type").starts_with("user")) {
    if (const json::object* user = account.users.find(text(target, "id"))) {
      people.push_back(user);
    }
    return people;
  }
  const json::object* policy = account.escalation_policies.find(text(target, "id"));
  if (policy == nullptr) {
    return people;
  }
  for (const OnCall& row : on_calls(account, *policy, account.now, account.now + std::chrono::seconds(1))) {
    if (row.level == 1) {
      people.push_back(row.user);
    }
  }
  return people;
}

std::vector<const json::object*> targets_of(const json::object& body) {
  std::vector<const json::object*> targets;
  for (const json::object* entry : children(body, "responder_request_targets")) {
    const json::object* target = child(*entry, "responder_request_target");
    targets.push_back(target != nullptr ? target : entry);
  }
  return targets;
}

json::object responder(const Call& call,
                       const json::object& incident,
                       const json::object& user,
                       std::string_view message) {
  const std::string now = to_timestamp(call.account.now);
  return {{"state", "pending"},
          {"user", reference_to(user)},
          {"incident", reference_to(incident)},
          {"updated_at", now},
          {"message", message},
          {"requester", call.agent()},
          {"requested_at", now}};
}

Response create_responder_request(Call& call) {
  json::object* incident = call.account.incidents.find(call.ids[0]);
  if (incident == nullptr) {
    return not_found();
  }
  const auto body = body_object(call.request);
  if (!body) {
    return body.error();
  }
  json::array shown_targets;
  for (const json::object* target : targets_of(*body)) {
    json::array responders;
    for (const json::object* user : people_of(call.account, *target)) {
      responders.push_back(responder(call, *incident, *user, text(*body, "message")));
      (*incident)["incidents_responders"].as_array().push_back(responders.back());
    }
    if (responders.empty()) {
      return invalid_input({"Responder Request Target Not Found"});
    }
    json::object shown{{"type", text(*target, "type")}, {"id", text(*target, "id")}};
    shown["incidents_responders"] = std::move(responders);
    shown_targets.push_back(json::object{{"responder_request_target", std::move(shown)}});
  }
  if (shown_targets.empty()) {
    return invalid_input({"/responder_request_targets must list at least one target"});
  }
  json::object request{{"incident", reference_to(*incident)},
                       {"requester", call.agent()},
                       {"requested_at", to_timestamp(call.account.now)},
                       {"message", text(*body, "message")}};
  request["responder_request_targets"] = std::move(shown_targets);
  (*incident)["responder_requests"].as_array().push_back(request);
  call.account.count_effect("responder_request.create");
  return wrapped(200, "responder_request", std::move(request));
}

Response create_status_update(Call& call) {
  json::object* incident = call.account.incidents.find(call.ids[0]);
  if (incident == nullptr) {
    return not_found();
  }
  const auto body = body_object(call.request);
  if (!body) {
    return body.error();
  }
  if (text(*body, "message").empty()) {
    return invalid_input({"Message cannot be empty"});
  }
  json::object update{{"id", call.account.next_id()},
                      {"message", text(*body, "message")},
                      {"sender", call.agent()},
                      {"created_at", to_timestamp(call.account.now)}};
  for (const char* optional : {"subject", "html_message"}) {
    if (has(*body, optional)) {
      update[optional] = body->at(optional);
    }
  }
  add_log_entry(call.account, *incident, "status_update_log_entry", "Status update sent", call.agent());
  call.account.count_effect("status_update.create");
  return wrapped(200, "status_update", std::move(update));
}

constexpr std::array routes{
    Route{"POST", "/incidents/{}/responder_requests", "incidents.write", create_responder_request},
    Route{"POST", "/incidents/{}/status_updates", "incidents.write", create_status_update, From::required},
};

} // namespace

std::span<const Route> response_routes() {
  return routes;
}

} // namespace callout::sandbox
