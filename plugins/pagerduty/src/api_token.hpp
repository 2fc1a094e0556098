#pragma once

/// Authentication by a REST API key of an account or a user.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <callout/rest/authentication.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>
#include <callout/sdk/reply.hpp>

namespace callout::pagerduty {

/// Kind `api_token`: {token}
extern const rest::AuthenticationKind api_token;

/// Checks the credentials; no network. The session is {"token": "..."}.
rest::Result<sdk::Session> read_api_token(const boost::json::object& credentials);

/// Whether a session came from read_api_token().
bool is_api_token(const boost::json::value& session);

/// `Authorization: Token token=...` of such a session (developer.pagerduty.com, "Authentication").
rest::Header token_header(const boost::json::value& session);

} // namespace callout::pagerduty
