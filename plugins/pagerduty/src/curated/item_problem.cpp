#include "curated/item_problem.hpp"

#include <algorithm>

#include <callout/rest/retry_policy.hpp>

#include "catalog.hpp"
#include "curated/members.hpp"

namespace callout::pagerduty::curated {
namespace json = boost::json;

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
