#include "curated/routing_key.hpp"

#include <string_view>
#include <vector>

#include "curated/members.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

std::vector<const json::object*> events_integrations(const json::object& service) {
  std::vector<const json::object*> found;
  for (const json::value& entry : list_of(service, "integrations")) {
    const json::object* const integration = entry.if_object();
    // As a reference its type ends in _reference.
    if (integration != nullptr &&
        text_of(*integration, "type").starts_with("events_api_v2_inbound_integration")) {
      found.push_back(integration);
    }
  }
  return found;
}

sdk::Problem ambiguous(const Api& api, const std::vector<const json::object*>& integrations) {
  json::array candidates;
  for (const json::object* const integration : integrations) {
    candidates.emplace_back(brief_of(*integration));
  }
  sdk::Problem problem =
      api.refuse("/service",
                 "has " + std::to_string(integrations.size()) + " integrations for the Events API v2",
                 "Give the `routing_key` of the one that is meant.");
  problem.members["candidates"] = std::move(candidates);
  return problem;
}

// The service's answer has the key only where the integration is whole.
rest::Result<std::string> key_of(Api& api, const std::string& service, const json::object& integration) {
  if (const std::string_view key = text_of(integration, "integration_key"); !key.empty()) {
    return std::string(key);
  }
  const auto whole = api.read("getServiceIntegration",
                              {{"id", service}, {"integration_id", text_of(integration, "id")}},
                              "integration");
  if (!whole) {
    return whole.error();
  }
  const std::string_view key = text_of(*whole, "integration_key");
  return key.empty() ? api.refuse("/service",
                                  "has an integration whose key PagerDuty does not show to this credential",
                                  "Give `routing_key`.")
                     : rest::Result<std::string>(std::string(key));
}

} // namespace

rest::Result<std::string> find_routing_key(Api& api, const json::object& input) {
  const json::value* const given = input.if_contains("routing_key");
  const json::value* const service = input.if_contains("service");
  if ((given == nullptr) == (service == nullptr)) {
    return api.refuse("/routing_key", "or `service` must say where the event goes, and only one of them");
  }
  if (given != nullptr) {
    return std::string(given->as_string());
  }
  const auto id = resolve(api, Kind::service, *service, "/service");
  if (!id) {
    return id.error();
  }
  const auto whole =
      api.read("getService", {{"id", *id}, {"include", json::array{"integrations"}}}, "service");
  if (!whole) {
    return whole.error();
  }
  const auto integrations = events_integrations(*whole);
  if (integrations.empty()) {
    return api.refuse("/service",
                      "has no integration for the Events API v2",
                      "Add one to the service (Integrations tab), or give a `routing_key`.");
  }
  return integrations.size() > 1 ? ambiguous(api, integrations) : key_of(api, *id, *integrations.front());
}

} // namespace callout::pagerduty::curated
