#include "call_policy.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include <callout/rest/retry_config.hpp>

#include "catalog.hpp"

namespace callout::pagerduty {
namespace {

namespace json = boost::json;

const json::value* member_of_body(const json::object& input, std::string_view name) {
  const json::value* const body = input.if_contains("body");
  const json::object* const whole = body != nullptr ? body->if_object() : nullptr;
  return whole != nullptr ? whole->if_contains(name) : input.if_contains(name);
}

// The operation that shows what another one changes: GET at its path, or at the object above.
const rest::Operation* reader_of(const rest::Operation& operation) {
  std::string_view path = operation.path;
  for (int level = 0; level < 2 && !path.empty(); ++level) {
    const auto rows = rest_catalog().operations;
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const rest::Operation& row) {
      return row.method == rest::Method::get && row.path == path && service_of(row) == service_of(operation);
    });
    if (found != rows.end()) {
      return &*found;
    }
    path = path.substr(0, path.rfind('/'));
  }
  return nullptr;
}

} // namespace

CallSettings read_call_settings(const rest::ConfigReader& reader) {
  return {.retry = rest::read_retry_options(reader),
          .share_identical_reads = reader.flag("share_identical_reads")};
}

Budget budget_of(const rest::Operation& operation, const json::object& input) {
  for (const std::string_view name : {"routing_key", "service_key"}) {
    const json::value* const key = member_of_body(input, name);
    if (!facts_of(service_of(operation)).authorized && key != nullptr && key->is_string()) {
      return {.credential = key->get_string(), .name = "events"};
    }
  }
  return {.credential = {}, .name = operation.own_limit ? operation.id : std::string_view()};
}

bool takes_from(const rest::Operation& operation) {
  return std::any_of(operation.parameters.begin(), operation.parameters.end(), [](const auto& parameter) {
    return parameter.location == rest::Location::header && parameter.name == "from";
  });
}

unsigned limit_status_of(const rest::Operation& operation) {
  return service_of(operation) == Service::events_v1 ? 403 : 0;
}

rest::PagingLimits paging_limits_of(const rest::Operation& operation) {
  rest::PagingLimits limits{.connector = "pagerduty"};
  if (operation.id.find("AuditRecords") != std::string_view::npos) {
    limits.longest_range = std::chrono::days(31);
  } else if (operation.id == "listIncidents") {
    limits.longest_range = std::chrono::days(180);
  } else if (operation.id == "listNotifications") {
    limits.longest_range = std::chrono::days(89);
  }
  return limits;
}

void add_outcome_hint(sdk::Problem& problem, const rest::Operation& operation) {
  if (problem.status != CALLOUT_E_OUTCOME_UNKNOWN) {
    return;
  }
  std::string hint = "The request may have taken effect: ";
  if (const rest::Operation* const reader = reader_of(operation)) {
    hint.append("look with ").append(reader->id).append(" before you send it again.");
  } else {
    hint += "look before you send it again.";
  }
  if (!operation.idempotency_key.empty()) {
    hint.append(" With ").append(operation.idempotency_key).append(" in the input it is repeated safely.");
  }
  problem.members["hint"] = hint;
}

} // namespace callout::pagerduty
