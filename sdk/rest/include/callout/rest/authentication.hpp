#pragma once

/// The kinds of authentication that connectors share.

#include <span>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>
#include <callout/rest/retry_policy.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

namespace callout::rest {

/// A kind as the manifest shows it. All views point to static storage.
struct AuthenticationKind {
  std::string_view kind;
  std::string_view title;
  std::string_view schema;                   ///< JSON Schema of the credentials object, as JSON text
  std::span<const std::string_view> secrets; ///< JSON pointers of its secret members
};

/// {client_id, client_secret, token_url, scope, client_authentication, grant_type}
extern const AuthenticationKind oauth2_client_credentials;
/// {token}
extern const AuthenticationKind bearer;
/// {username, password}
extern const AuthenticationKind basic;
/// {header, key}
extern const AuthenticationKind api_key_header;

/// The kind's entry in the manifest's "authentication".
boost::json::object manifest_entry(const AuthenticationKind& kind);

/// Refuses unknown members (naming the nearest known one), missing ones and values of a wrong type.
Result<void> check_credentials(const AuthenticationKind& kind, const boost::json::object& credentials);

/// What authenticate() needs besides the credentials.
struct AuthenticationContext {
  const sdk::Request& call; ///< whose limit the token request keeps, and in whose name it is logged
  HttpClient& client;
  std::string_view default_token_url; ///< for oauth2_client_credentials; empty: the credentials name one
  RetryOptions retry = {};            ///< of the token request
};

/// Checks the credentials and turns them into a session; only oauth2_client_credentials asks the network.
/// CALLOUT_E_UNKNOWN_ACTION for a kind that is none of the four.
Result<sdk::Session> authenticate(std::string_view kind,
                                  const boost::json::object& credentials,
                                  const AuthenticationContext& context);

/// The headers that a session of one of the four kinds adds to a request; none for null.
/// CALLOUT_E_UNAUTHENTICATED for a session of another shape.
Result<std::vector<Header>> authorization_headers(const boost::json::value& session);

} // namespace callout::rest
