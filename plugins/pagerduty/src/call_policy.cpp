#include "call_policy.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include <callout/rest/nearest_name.hpp>

#include "catalog.hpp"

namespace callout::pagerduty {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr std::array<std::string_view, 3> retry_members{"max_attempts", "base_delay_ms", "longest_wait_ms"};

struct Bounds {
  std::int64_t least;
  std::int64_t most;
};

// A whole number of `retry`, or the fallback.
std::int64_t
number(const rest::ConfigReader& reader, const json::value* value, std::string_view name, Bounds bounds) {
  if (value != nullptr && value->is_int64() && value->get_int64() >= bounds.least &&
      value->get_int64() <= bounds.most) {
    return value->get_int64();
  }
  reader.refuse("retry",
                "`retry." + std::string(name) + "` must be a whole number from " +
                    std::to_string(bounds.least) + " to " + std::to_string(bounds.most));
}

rest::RetryOptions read_retry(const rest::ConfigReader& reader, const json::object& retry) {
  rest::RetryOptions options;
  for (const auto& member : retry) {
    const std::string_view name = member.key();
    if (name == "max_attempts") {
      options.max_attempts = static_cast<unsigned>(number(reader, &member.value(), name, {1, 20}));
    } else if (name == "base_delay_ms") {
      options.base_delay = milliseconds(number(reader, &member.value(), name, {1, 60'000}));
    } else if (name == "longest_wait_ms") {
      options.longest_wait = milliseconds(number(reader, &member.value(), name, {0, 3'600'000}));
    } else {
      reader.refuse("retry", "`retry` has an " + rest::unknown_member(name, retry_members));
    }
  }
  return options;
}

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

CallSettings read_call_settings(const rest::ConfigReader& reader, const json::object& config) {
  CallSettings settings;
  if (const json::value* const retry = config.if_contains("retry")) {
    if (!retry->is_object()) {
      reader.refuse("retry", "`retry` must be an object", R"(Write for example {"max_attempts": 4}.)");
    }
    settings.retry = read_retry(reader, retry->get_object());
  }
  if (const json::value* const share = config.if_contains("share_identical_reads")) {
    if (!share->is_bool()) {
      reader.refuse("share_identical_reads", "`share_identical_reads` must be true or false");
    }
    settings.share_identical_reads = share->get_bool();
  }
  return settings;
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
