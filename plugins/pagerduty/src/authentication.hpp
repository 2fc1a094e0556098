#pragma once

/// How a connection to PagerDuty proves who it is.

#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <callout/rest/authentication.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

#include "config.hpp"

namespace callout::pagerduty {

/// Kind `oauth2_client_credentials` as PagerDuty wants it: the scope is required and names the account.
extern const rest::AuthenticationKind client_credentials;

/// What authentication needs besides the credentials.
struct AuthenticationSettings {
  const sdk::Request& call;
  rest::HttpClient& client;
  const Config& config;
};

/// Asks the token endpoint for a token. Before it does, the scope is checked: it must name one account, and
/// one of the region that the config says.
rest::Result<sdk::Session> authenticate_client(const boost::json::object& credentials,
                                               const AuthenticationSettings& settings);

/// The header that carries the session. CALLOUT_E_UNAUTHENTICATED when there is no session.
rest::Result<std::vector<rest::Header>> session_headers(const boost::json::value& session);

/// The scopes that a session holds, or empty when it does not say.
std::vector<std::string_view> session_scopes(const boost::json::value& session);

} // namespace callout::pagerduty
