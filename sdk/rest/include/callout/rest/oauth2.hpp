#pragma once

/// OAuth 2.0 client credentials (RFC 6749, 4.4).

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>
#include <callout/rest/retry_policy.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

namespace callout::rest {

/// Where the client's id and secret go (RFC 6749, 2.3.1).
enum class ClientAuthentication : std::uint8_t { request_body, http_basic };

/// Holds a secret, and wipes it when it dies.
struct ClientCredentials {
  ClientCredentials() = default;
  ~ClientCredentials();
  ClientCredentials(const ClientCredentials&) = default;
  ClientCredentials& operator=(const ClientCredentials&) = default;
  ClientCredentials(ClientCredentials&&) = default;
  ClientCredentials& operator=(ClientCredentials&&) = default;

  EndpointUrl token_url;
  std::string client_id;
  std::string client_secret;
  std::string scope; ///< separated by spaces; empty: none asked for
  ClientAuthentication client_authentication = ClientAuthentication::request_body;
};

/// Reads the credentials object of kind oauth2_client_credentials (authentication.hpp has its schema).
/// `default_token_url` may be empty: then the object must name one.
Result<ClientCredentials> read_client_credentials(const boost::json::object& credentials,
                                                  std::string_view default_token_url);

/// The request for a token. Its body or a header holds the secret.
HttpRequest token_request(const ClientCredentials& credentials);

/// Reads the token endpoint's answer. The session is {"access_token", "token_type": "bearer", "scopes":
/// [...]}; scopes that were asked for and not granted are in missing_scopes. Problems never quote the
/// answer's body: CALLOUT_E_UNAUTHENTICATED when client or secret are wrong, CALLOUT_E_INVALID_ARGUMENT when
/// scope or grant are, CALLOUT_E_RATE_LIMITED, CALLOUT_E_UNAVAILABLE when it is no token answer at all.
Result<sdk::Session> read_token_answer(const HttpResponse& response, const ClientCredentials& credentials);

/// Asks for a token, within the call's wait limit and in its name (send_logged()), and again as `retry` says
/// when the endpoint is not reached, is busy or fails: a token more does no harm.
Result<sdk::Session> fetch_token(const sdk::Request& call,
                                 HttpClient& client,
                                 const ClientCredentials& credentials,
                                 const RetryOptions& retry);

} // namespace callout::rest
