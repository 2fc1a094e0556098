#include "curated/item_problem.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <callout/rest/retry_policy.hpp>

#include "catalog.hpp"
#include "curated/members.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

struct StatusWords {
  callout_status status;
  std::string_view name;
  std::string_view title;
};

// As the host says them: what catches a problem looks for the same types at both places.
constexpr std::array<StatusWords, 15> status_words{{
    {CALLOUT_E_INTERNAL, "internal", "Internal error"},
    {CALLOUT_E_INVALID_ARGUMENT, "invalid-argument", "Invalid argument"},
    {CALLOUT_E_UNKNOWN_ACTION, "unknown-action", "Unknown action"},
    {CALLOUT_E_UNAUTHENTICATED, "unauthenticated", "Not authenticated"},
    {CALLOUT_E_PERMISSION_DENIED, "permission-denied", "Permission denied"},
    {CALLOUT_E_NOT_FOUND, "not-found", "Not found"},
    {CALLOUT_E_CONFLICT, "conflict", "Conflict"},
    {CALLOUT_E_RATE_LIMITED, "rate-limited", "Rate limited"},
    {CALLOUT_E_UNAVAILABLE, "unavailable", "Unavailable"},
    {CALLOUT_E_DEADLINE, "deadline", "Deadline passed"},
    {CALLOUT_E_CANCELLED, "cancelled", "Cancelled"},
    {CALLOUT_E_OUTCOME_UNKNOWN, "outcome-unknown", "Outcome unknown"},
    {CALLOUT_E_UNSUPPORTED, "unsupported", "Not supported"},
    {CALLOUT_E_LIMIT, "limit", "Limit exceeded"},
    {CALLOUT_E_PROTOCOL, "protocol", "Plugin contract broken"},
}};

} // namespace

json::object problem_row(const sdk::Problem& problem) {
  const auto* const known = std::find_if(status_words.begin(), status_words.end(), [&](const auto& words) {
    return words.status == problem.status;
  });
  const StatusWords& words = known != status_words.end() ? *known : status_words.front();
  json::object row{{"type", "urn:callout:problem:" + std::string(words.name)}, {"title", words.title}};
  for (const auto& member : problem.members) {
    row[member.key()] = member.value();
  }
  return row;
}

bool may_have_acted(const sdk::Problem& problem) {
  if (problem.status == CALLOUT_E_OUTCOME_UNKNOWN || problem.members.contains("outcome")) {
    return true;
  }
  const rest::Operation* const operation = rest_catalog().find(text_of(problem.members, "operation"));
  const json::value* const status = problem.members.if_contains("status");
  return operation != nullptr && operation->risk != rest::Risk::read && status != nullptr &&
         status->is_number() && rest::may_have_acted({.status = status->to_number<unsigned>()});
}

sdk::Problem sum_up(const Api& api, const std::vector<const sdk::Problem*>& problems, const SumWords& words) {
  const auto unknown = std::find_if(
      problems.begin(), problems.end(), [](const sdk::Problem* one) { return may_have_acted(*one); });
  const bool is_known = unknown == problems.end();
  sdk::Problem problem = is_known ? *problems.front() : **unknown;
  problem.members["detail"] = api.name() + ": " + (is_known ? words.none : words.unknown) +
                              "; the first: " + std::string(problem.detail());
  return problem;
}

} // namespace callout::pagerduty::curated
