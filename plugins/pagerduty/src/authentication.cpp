#include "authentication.hpp"

#include <array>
#include <string>

#include <callout/sdk/problem.hpp>

#include "account_scope.hpp"
#include "api_token.hpp"

namespace callout::pagerduty {
namespace {

constexpr std::array<std::string_view, 1> secrets{"/client_secret"};

rest::Result<void> check_region(const Account& account, const Config& config) {
  if (!config.region || *config.region == account.region) {
    return {};
  }
  const std::string scope_region(region_name(account.region));
  const std::string config_region(region_name(*config.region));
  sdk::Problem problem = sdk::make_problem(
      CALLOUT_E_INVALID_ARGUMENT,
      "pagerduty: auth.scope names an account of region " + scope_region +
          ", but the connection's region is " + config_region + ", whose hosts do not know that account",
      "Set config.region to " + scope_region + ", or correct as_account-" + scope_region + "." +
          account.subdomain + " in auth.scope.");
  problem.members["pointer"] = "/scope";
  return problem;
}

} // namespace

const rest::AuthenticationKind client_credentials{.kind = "oauth2_client_credentials",
                                                  .title = "OAuth 2.0 client credentials of an app",
                                                  .schema =
                                                      R"json({"type":"object","additionalProperties":false,
"required":["client_id","client_secret","scope"],"properties":{
"client_id":{"type":"string","minLength":1,"title":"Client ID"},
"client_secret":{"type":"string","minLength":1,"title":"Client secret","writeOnly":true},
"scope":{"type":"string","minLength":1,"title":"Scope",
 "description":"as_account-<us|eu>.<subdomain> and the scopes to ask for, separated by spaces"},
"token_url":{"type":"string","format":"uri","title":"Token URL",
 "default":"https://identity.pagerduty.com/oauth/token"},
"client_authentication":{"type":"string","enum":["request_body","basic"],"default":"request_body",
 "title":"Client authentication","description":"Whether ID and secret go in the form or by HTTP Basic"},
"grant_type":{"type":"string","enum":["client_credentials"],"default":"client_credentials",
 "title":"Grant type"}}})json",
                                                  .secrets = secrets};

rest::Result<sdk::Session> authenticate_client(const boost::json::object& credentials,
                                               const AuthenticationSettings& settings) {
  if (const auto checked = rest::check_credentials(client_credentials, credentials); !checked) {
    return checked.error();
  }
  const auto account = read_account(credentials.at("scope").get_string());
  if (!account) {
    return account.error();
  }
  if (const auto agrees = check_region(*account, settings.config); !agrees) {
    return agrees.error();
  }
  auto session = rest::authenticate(client_credentials.kind,
                                    credentials,
                                    {.call = settings.call,
                                     .client = settings.client,
                                     .default_token_url = settings.config.token_url,
                                     .retry = settings.config.calls.retry});
  if (session) {
    session->label = "account " + account->subdomain + " (" + std::string(region_name(account->region)) + ")";
  }
  return session;
}

rest::Result<std::vector<rest::Header>> session_headers(const boost::json::value& session) {
  if (session.is_null()) {
    return sdk::make_problem(CALLOUT_E_UNAUTHENTICATED,
                             "pagerduty: the connection has no credentials",
                             "Add auth of kind oauth2_client_credentials or api_token to the connection.");
  }
  if (is_api_token(session)) {
    return std::vector<rest::Header>{token_header(session)};
  }
  return rest::authorization_headers(session);
}

std::vector<std::string_view> session_scopes(const boost::json::value& session) {
  std::vector<std::string_view> scopes;
  const boost::json::object* const members = session.if_object();
  const boost::json::value* const list = members != nullptr ? members->if_contains("scopes") : nullptr;
  if (list == nullptr || !list->is_array()) {
    return scopes;
  }
  for (const boost::json::value& scope : list->get_array()) {
    if (scope.is_string()) {
      scopes.emplace_back(scope.get_string());
    }
  }
  return scopes;
}

} // namespace callout::pagerduty
