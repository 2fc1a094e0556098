#pragma once

/// What PagerDuty's refusals mean for whoever runs a connection.

#include <optional>
#include <string_view>

#include <boost/json/value.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/operation.hpp>
#include <callout/sdk/problem.hpp>

#include "config.hpp"

namespace callout::pagerduty {

/// What is known about the call that was refused.
struct RefusedCall {
  const Config& config;
  const boost::json::value& session;
  const rest::Operation* operation; ///< nullptr for the action `request`
};

/// The problem to answer with before anything is sent when the session is known to lack one of the `scopes`,
/// separated by spaces, that an action needs: CALLOUT_E_PERMISSION_DENIED with "required_scopes". nullopt as
/// well when the session does not say what it holds, as that of an API key. x.write does not stand for
/// x.read: no document of PagerDuty says so.
std::optional<sdk::Problem>
find_lacking_scope(const boost::json::value& session, std::string_view action, std::string_view scopes);

/// The problem that an answer other than 2xx stands for, with a hint and, where scopes are lacking,
/// "required_scopes": [...]. `idempotent` is the request's.
sdk::Problem explain(const rest::HttpResponse& response, bool idempotent, const RefusedCall& call);

} // namespace callout::pagerduty
