#include "sandbox/token_endpoint.hpp"

#include <algorithm>
#include <array>

#include <boost/algorithm/string/predicate.hpp>
#include <boost/json/object.hpp>
#include <boost/url/pct_string_view.hpp>

#include "sandbox/credential_text.hpp"

namespace callout::sandbox {
namespace {

constexpr std::string_view account_prefix = "as_account-";

Response no_store(Response response) {
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

Response token_error(unsigned status, std::string_view code, std::string_view description) {
  return no_store(json_response(status, json::object{{"error", code}, {"error_description", description}}));
}

Response bad_client() {
  Response response = token_error(401, "invalid_client", "Client authentication failed");
  response.headers.push_back({"WWW-Authenticate", "Basic realm=\"sandbox\""});
  return response;
}

Result<Parameters> read_form(const Request& request) {
  if (!boost::algorithm::istarts_with(
          request.header("Content-Type"), "application/x-www-form-urlencoded", std::locale::classic())) {
    return token_error(400, "invalid_request", "Content-Type must be application/x-www-form-urlencoded");
  }
  auto form = parse_form(request.body);
  if (!form) {
    return token_error(400, "invalid_request", "The body is no form");
  }
  for (const char* name : {"grant_type", "client_id", "client_secret", "scope"}) {
    if (all_parameters(*form, name).size() > 1) {
      return token_error(400, "invalid_request", std::string("The parameter ") + name + " is repeated");
    }
  }
  return *form;
}

// RFC 6749, 2.3.1: both parts are form-encoded before they become a Basic credential.
std::optional<std::string> form_decoded(const std::string& part) {
  const auto decoded = parse_form("part=" + part);
  return decoded && decoded->size() == 1 ? std::optional(decoded->front().second) : std::nullopt;
}

std::optional<Response> check_client(const Request& request, const Parameters& form, const Options& options) {
  const auto body_id = find_parameter(form, "client_id");
  const auto body_secret = find_parameter(form, "client_secret");
  std::optional<std::string> id = body_id ? std::optional<std::string>(*body_id) : std::nullopt;
  std::optional<std::string> secret = body_secret ? std::optional<std::string>(*body_secret) : std::nullopt;
  if (!request.header("Authorization").empty()) {
    const auto basic = parse_basic(request.header("Authorization"));
    if (!basic) {
      return bad_client();
    }
    if (secret) {
      return token_error(400, "invalid_request", "Give the client secret once: in the body or by Basic");
    }
    id = form_decoded(basic->user);
    secret = form_decoded(basic->password);
  }
  if (!id || !secret || !same_secret(*id, options.client_id) ||
      !same_secret(*secret, options.client_secret)) {
    return bad_client();
  }
  return std::nullopt;
}

bool is_account_name(std::string_view name) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) {
    return false;
  }
  const std::string_view region = name.substr(0, dot);
  const std::string_view subdomain = name.substr(dot + 1);
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return (region == "us" || region == "eu") && !subdomain.empty() &&
         std::all_of(subdomain.begin(), subdomain.end(), allowed);
}

// Takes the account out of a word of the scope; false for a second account or a malformed one.
bool take_account(Grant& grant, const std::string& word) {
  const std::string name = word.substr(account_prefix.size());
  if (!grant.account.empty() || !is_account_name(name)) {
    return false;
  }
  grant.account = name;
  return true;
}

Result<Grant> read_scope(const Parameters& form, const Options& options) {
  const auto scope = find_parameter(form, "scope");
  if (!scope || scope->empty()) {
    return token_error(400, "invalid_request", "Invalid scope: the parameter scope is missing");
  }
  const auto held = split_scope(options.app_scopes);
  Grant grant;
  bool resource_asked = false;
  for (const std::string& word : split_scope(*scope)) {
    const bool is_account = word.starts_with(account_prefix);
    if (is_account && !take_account(grant, word)) {
      return token_error(400, "invalid_scope", "Invalid scope: give one as_account-<us|eu>.<subdomain>");
    }
    resource_asked = resource_asked || !is_account;
    if (!is_account && held.contains(word)) {
      grant.scopes.insert(word);
    }
  }
  if (grant.account.empty() || !resource_asked) {
    return token_error(
        400, "invalid_scope", "Invalid scope: an account and at least one resource are needed");
  }
  return grant;
}

} // namespace

Response
answer_token_request(const Request& request, const Options& options, TokenStore& tokens, TimePoint now) {
  if (request.method != "POST") {
    Response response = token_error(405, "invalid_request", "The token endpoint takes POST only");
    response.headers.push_back({"Allow", "POST"});
    return response;
  }
  const auto form = read_form(request);
  if (!form) {
    return form.error();
  }
  const auto grant_type = find_parameter(*form, "grant_type");
  if (!grant_type) {
    return token_error(400, "invalid_request", "The parameter grant_type is missing");
  }
  if (*grant_type != "client_credentials") {
    return token_error(400, "unsupported_grant_type", "Only client_credentials is supported");
  }
  if (auto refusal = check_client(request, *form, options)) {
    return *refusal;
  }
  auto grant = read_scope(*form, options);
  if (!grant) {
    return grant.error();
  }
  std::string granted(std::string(account_prefix) + grant->account);
  for (const std::string& word : grant->scopes) {
    granted += " " + word;
  }
  grant->expires_at = now + options.token_lifetime;
  return no_store(json_response(200,
                                json::object{{"access_token", tokens.issue(std::move(*grant))},
                                             {"scope", granted},
                                             {"token_type", "bearer"},
                                             {"expires_in", options.token_lifetime.count()}}));
}

} // namespace callout::sandbox
