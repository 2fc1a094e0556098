#include <algorithm>
#include <array>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/router.hpp"

namespace callout::sandbox {
namespace {

constexpr std::array plain_members{"name",
                                   "description",
                                   "status",
                                   "auto_resolve_timeout",
                                   "acknowledgement_timeout",
                                   "incident_urgency_rule",
                                   "support_hours",
                                   "scheduled_actions",
                                   "alert_creation",
                                   "alert_grouping_parameters",
                                   "auto_pause_notifications_parameters"};

Response list_services(Call& call) {
  const auto name = find_parameter(call.request.query, "name");
  std::vector<const json::object*> found;
  for (const json::object& service : call.account.services) {
    if (matches_query(call.request.query, service, "name") && of_asked_team(call.request.query, service) &&
        (!name || *name == text(service, "name"))) {
      found.push_back(&service);
    }
  }
  const auto by_name = [](const json::object* left, const json::object* right) {
    return text(*left, "name") < text(*right, "name");
  };
  std::sort(found.begin(), found.end(), by_name);
  if (find_parameter(call.request.query, "sort_by") == "name:desc") {
    std::reverse(found.begin(), found.end());
  }
  return listed(call, "services", found);
}

Response get_service(Call& call) {
  const json::object* service = call.account.services.find(call.ids[0]);
  return service == nullptr ? not_found() : wrapped(200, "service", *service);
}

Response get_integration(Call& call) {
  const json::object* service = call.account.services.find(call.ids[0]);
  if (service == nullptr) {
    return not_found();
  }
  const auto integrations = children(*service, "integrations");
  const auto found = std::find_if(integrations.begin(), integrations.end(), [&](const json::object* one) {
    return text(*one, "id") == call.ids[1];
  });
  return found == integrations.end() ? not_found() : wrapped(200, "integration", **found);
}

bool name_is_taken(const Account& account, std::string_view name, const json::object* except) {
  return std::any_of(account.services.begin(), account.services.end(), [&](const json::object& service) {
    return &service != except && equal_ignoring_case(text(service, "name"), name);
  });
}

std::vector<std::string> wrong_in(const Call& call, const json::object& given, const json::object* present) {
  constexpr std::array<std::string_view, 5> statuses{
      "active", "warning", "critical", "maintenance", "disabled"};
  std::vector<std::string> wrong;
  if ((present == nullptr || given.contains("name")) && text(given, "name").empty()) {
    wrong.emplace_back("Name cannot be empty");
  }
  if (name_is_taken(call.account, text(given, "name"), present)) {
    wrong.emplace_back("Name has already been taken");
  }
  const bool policy_needed = present == nullptr || given.contains("escalation_policy");
  if (policy_needed &&
      call.account.escalation_policies.find(reference_id(given, "escalation_policy")) == nullptr) {
    wrong.emplace_back("Escalation Policy Not Found");
  }
  if (given.contains("status") &&
      std::find(statuses.begin(), statuses.end(), text(given, "status")) == statuses.end()) {
    wrong.emplace_back("Status has an unknown value");
  }
  return wrong;
}

void apply(const Call& call, const json::object& given, json::object& service) {
  for (const char* name : plain_members) {
    if (given.contains(name)) {
      service[name] = given.at(name);
    }
  }
  service["summary"] = service.at("name");
  if (const json::object* policy =
          call.account.escalation_policies.find(reference_id(given, "escalation_policy"))) {
    service["escalation_policy"] = reference_to(*policy);
    service["teams"] = policy->at("teams");
  }
}

Response create_service(Call& call) {
  const auto given = wrapped_body(call.request, "service");
  if (!given) {
    return given.error();
  }
  if (auto wrong = wrong_in(call, *given, nullptr); !wrong.empty()) {
    return invalid_input(wrong);
  }
  json::object service =
      make_resource(call.account, "services", "service", call.account.next_id(), text(*given, "name"));
  service["description"] = nullptr;
  service["status"] = "active";
  service["created_at"] = to_timestamp(call.account.now);
  service["integrations"] = json::array();
  service["incident_urgency_rule"] = json::object{{"type", "constant"}, {"urgency", "high"}};
  service["alert_creation"] = "create_alerts_and_incidents";
  apply(call, *given, service);
  call.account.count_effect("service.create");
  return wrapped(201, "service", call.account.services.add(std::move(service)));
}

Response update_service(Call& call) {
  json::object* service = call.account.services.find(call.ids[0]);
  if (service == nullptr) {
    return not_found();
  }
  const auto given = wrapped_body(call.request, "service");
  if (!given) {
    return given.error();
  }
  if (auto wrong = wrong_in(call, *given, service); !wrong.empty()) {
    return invalid_input(wrong);
  }
  apply(call, *given, *service);
  call.account.count_effect("service.update");
  return wrapped(200, "service", *service);
}

constexpr std::array routes{
    Route{"GET", "/services", "services.read", list_services},
    Route{"POST", "/services", "services.write", create_service},
    Route{"GET", "/services/{}", "services.read", get_service},
    Route{"PUT", "/services/{}", "services.write", update_service},
    Route{"GET", "/services/{}/integrations/{}", "services.read", get_integration},
};

} // namespace

std::span<const Route> service_routes() {
  return routes;
}

} // namespace callout::sandbox
