#include <utility>

#include <callout/rest/authentication.hpp>
#include <callout/rest/oauth2.hpp>
#include <callout/rest/rest_call.hpp>

#include "secret_text.hpp"

namespace callout::rest {
namespace {

std::string
text_of(const boost::json::object& object, std::string_view name, std::string_view fallback = {}) {
  const boost::json::value* const value = object.if_contains(name);
  return std::string(value != nullptr ? std::string_view(value->get_string()) : fallback);
}

// RFC 6749, 2.3.1: both are form-encoded before they become user name and password.
std::string basic_authorization(const ClientCredentials& credentials) {
  std::string secret = encode_form(credentials.client_secret);
  const WipeAtEnd wipe_secret(secret);
  std::string pair = joined(encode_form(credentials.client_id) + ":", secret);
  const WipeAtEnd wipe_pair(pair);
  std::string encoded = encode_base64(pair);
  const WipeAtEnd wipe_encoded(encoded);
  return joined("Basic ", encoded);
}

Result<sdk::Session> to_session(Result<HttpResponse>& response, const ClientCredentials& credentials) {
  if (!response) {
    sdk::Problem problem = response.error();
    problem.members["detail"] = "no token: " + std::string(problem.detail());
    return problem;
  }
  const WipeAtEnd wipe_token(response->body);
  return read_token_answer(*response, credentials);
}

} // namespace

ClientCredentials::~ClientCredentials() {
  wipe(client_secret);
}

Result<ClientCredentials> read_client_credentials(const boost::json::object& credentials,
                                                  std::string_view default_token_url) {
  if (const auto checked = check_credentials(oauth2_client_credentials, credentials); !checked) {
    return checked.error();
  }
  const std::string token_url = text_of(credentials, "token_url", default_token_url);
  if (token_url.empty()) {
    return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                             "auth of kind oauth2_client_credentials: `token_url` is missing",
                             "Add the address of the service's OAuth 2.0 token endpoint.");
  }
  auto endpoint = parse_endpoint_url(token_url, "token_url");
  if (!endpoint) {
    return endpoint.error();
  }
  ClientCredentials result;
  result.token_url = std::move(*endpoint);
  result.client_id = text_of(credentials, "client_id");
  result.client_secret = text_of(credentials, "client_secret");
  result.scope = text_of(credentials, "scope");
  result.client_authentication = text_of(credentials, "client_authentication") == "basic"
                                     ? ClientAuthentication::http_basic
                                     : ClientAuthentication::request_body;
  return result;
}

HttpRequest token_request(const ClientCredentials& credentials) {
  HttpRequest request;
  request.method = Method::post;
  request.target = credentials.token_url.target;
  request.idempotent = true; // a second token does no harm
  request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/x-www-form-urlencoded"}};
  // Three bytes for each: so that it never moves and leaves the secret behind.
  request.body.reserve(
      200 + 3 * (credentials.scope.size() + credentials.client_id.size() + credentials.client_secret.size()));
  append_form(request.body, "grant_type", "client_credentials");
  if (!credentials.scope.empty()) {
    append_form(request.body, "scope", credentials.scope);
  }
  if (credentials.client_authentication == ClientAuthentication::http_basic) {
    request.headers.emplace_back("Authorization", basic_authorization(credentials));
  } else {
    append_form(request.body, "client_id", credentials.client_id);
    append_form(request.body, "client_secret", credentials.client_secret);
  }
  return request;
}

Result<sdk::Session> fetch_token(const sdk::Request& call,
                                 HttpClient& client,
                                 const ClientCredentials& credentials,
                                 const RetryOptions& retry) {
  HttpRequest request = token_request(credentials);
  const WipeAtEnd wipe_body(request.body);
  const WipeAtEnd wipe_header(request.headers.back().value);
  Delivery delivery = send_reliably(
      call, {.client = client, .origin = credentials.token_url.origin, .request = request}, {.retry = retry});
  Result<sdk::Session> session = to_session(delivery.outcome, credentials);
  if (!session) {
    delivery.earlier_may_have_acted = false; // nobody minds another token
    sdk::Problem problem = session.error();
    problem.members.erase("outcome");
    add_delivery(problem, delivery);
    return problem;
  }
  return session;
}

} // namespace callout::rest
