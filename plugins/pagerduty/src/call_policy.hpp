#pragma once

/// How often, how fast and in how many pages PagerDuty's operations are called.

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/rest/config_reader.hpp>
#include <callout/rest/operation.hpp>
#include <callout/rest/paging.hpp>
#include <callout/rest/retry_policy.hpp>
#include <callout/sdk/problem.hpp>

namespace callout::pagerduty {

/// The connection's say in it.
struct CallSettings {
  rest::RetryOptions retry;
  /// Off unless asked for: a follower may get an answer that is older than a change it made before it asked.
  bool share_identical_reads = false;
};

/// Reads the members `retry` and `share_identical_reads`. Throws sdk::ProblemException.
CallSettings read_call_settings(const rest::ConfigReader& reader);

/// A budget of PagerDuty's rate limits.
struct Budget {
  std::string_view credential; ///< empty: that of the session
  std::string_view name;       ///< empty: the one that most operations share
};

/// createIncident, updateIncidents and listOnCalls have limits of their own, and each routing key of the
/// Events APIs has (developer.pagerduty.com, "REST API Rate Limits", "Events API v2 Overview").
Budget budget_of(const rest::Operation& operation, const boost::json::object& input);

/// Whether it acts in the name of a user, whom the header From names.
bool takes_from(const rest::Operation& operation);

/// Exchange::limit_status: the Events API v1 says 403 where the others say 429 (its document, "Rate
/// limiting").
unsigned limit_status_of(const rest::Operation& operation);

/// Pages as PagerDuty limits them: 31 days of audit records, 6 months of incidents, 3 months of notifications
/// at once (its REST document, parameters `since` and `until`).
rest::PagingLimits paging_limits_of(const rest::Operation& operation);

/// Whether a request whose answer was lost is sent again because it carries a key that makes this safe.
enum class Repeat : std::uint8_t { when_safe, never_lost };

/// Says how to find out what became of a call whose outcome is unknown, and how to make it repeatable.
void add_outcome_hint(sdk::Problem& problem, const rest::Operation& operation);

} // namespace callout::pagerduty
