#include "error_hints.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <callout/rest/problem_mapping.hpp>
#include <callout/rest/url.hpp>

#include "account_scope.hpp"
#include "api_token.hpp"
#include "authentication.hpp"
#include "catalog.hpp"

namespace callout::pagerduty {
namespace {

namespace json = boost::json;

// RFC 6749, 3.3; anything else in its place is not worth repeating.
bool is_scope(std::string_view text) {
  constexpr std::size_t longest = 100;
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char letter) { return letter > ' ' && letter <= '~'; });
}

// A list of scopes, or one text of scopes separated by spaces.
json::array read_scopes(const json::value& value) {
  json::array scopes;
  const json::array texts = value.is_array() ? value.get_array() : json::array{value};
  for (const json::value& text : texts) {
    std::istringstream words{text.is_string() ? std::string(text.get_string()) : std::string()};
    for (std::string word; words >> word && is_scope(word);) {
      scopes.emplace_back(word);
    }
  }
  return scopes;
}

// {"error": {"required_scopes": [...]}}, as text or list, as public clients saw it; undocumented.
json::array scopes_of_answer(const rest::HttpResponse& response) {
  boost::system::error_code error;
  const json::value body = json::parse(response.body, error);
  const json::object* object = error ? nullptr : body.if_object();
  while (object != nullptr) {
    if (const json::value* const value = object->if_contains("required_scopes")) {
      return read_scopes(*value);
    }
    const json::value* const inner = object->if_contains("error");
    object = inner != nullptr ? inner->if_object() : nullptr;
  }
  return {};
}

bool holds(const std::vector<std::string_view>& held, std::string_view scope) {
  return std::find(held.begin(), held.end(), scope) != held.end();
}

// Those of the scopes which the session is known not to hold.
json::array lacking_scopes(const json::value& session, std::string_view scopes) {
  const std::vector<std::string_view> held = session_scopes(session);
  json::array lacking;
  if (held.empty()) {
    return lacking;
  }
  for (json::value& scope : read_scopes(json::value(scopes))) {
    if (!holds(held, scope.get_string())) {
      lacking.push_back(std::move(scope));
    }
  }
  return lacking;
}

std::string joined(const json::array& texts) {
  std::string text;
  for (const json::value& entry : texts) {
    text += (text.empty() ? "" : " ") + std::string(entry.get_string());
  }
  return text;
}

// Where the token's account lives, as far as its scopes say so.
std::optional<Region> region_of_token(const json::value& session) {
  for (const std::string_view scope : session_scopes(session)) {
    if (const auto account = read_account(scope)) {
      return account->region;
    }
  }
  return std::nullopt;
}

// Which region the host answers for, whatever the config says of it.
std::optional<Region> region_of_host(const Config& config) {
  const std::string url = rest::to_string(config.base_url.origin);
  for (const Region region : {Region::us, Region::eu}) {
    if (url == rest_url(region)) {
      return region;
    }
  }
  return config.region;
}

std::string wrong_region_hint(Region token, Region host, const Config& config) {
  const std::string right(region_name(token));
  return "The token speaks for an account of region " + right + ", but " +
         rest::to_string(config.base_url.origin) + " answers for region " + std::string(region_name(host)) +
         ": set config.region to " + right + " and leave config.base_url out.";
}

std::string region_hint(const RefusedCall& call) {
  const Config& config = call.config;
  const auto token = region_of_token(call.session);
  const auto host = region_of_host(config);
  if (token && host && *token != *host) {
    return wrong_region_hint(*token, *host, config);
  }
  if (!config.region || token) {
    return "The token is wrong, expired or revoked, or not one of the server at " +
           rest::to_string(config.base_url.origin) + ".";
  }
  const Region other = *config.region == Region::us ? Region::eu : Region::us;
  return "The token is wrong, expired or revoked, or its account is not in region " +
         std::string(region_name(*config.region)) + ", which " + rest::to_string(config.base_url.origin) +
         " answers for: an account of region " + std::string(region_name(other)) + " needs config.region " +
         std::string(region_name(other)) + ".";
}

std::string scope_hint(const json::array& scopes) {
  return "Missing scope: " + joined(scopes) +
         ". Grant it to the app in PagerDuty (Integrations > App Registration) and add it to the "
         "connection's auth.scope.";
}

std::string permission_hint(const json::array& scopes, const RefusedCall& call) {
  if (!scopes.empty()) {
    return scope_hint(scopes);
  }
  return is_api_token(call.session)
             ? "The API key is read-only, or its user's role does not allow this."
             : "The app's scopes allow this, yet the account or the object does not: check the object's "
               "team and the account's plan.";
}

bool mentions_from(std::string_view detail) {
  // "Requester User Not Found" and its variants, code 1008 (seen in public clients' issues).
  return detail.find("Requester") != std::string_view::npos ||
         detail.find("From header") != std::string_view::npos ||
         detail.find("from header") != std::string_view::npos;
}

std::string rate_hint(const RefusedCall& call) {
  return call.operation != nullptr && call.operation->own_limit
             ? "This action has a limit of its own, below the account's: make fewer calls at a time."
             : "PagerDuty allows 960 requests a minute for a token: make fewer calls at a time.";
}

bool is_early(const RefusedCall& call) {
  return call.operation != nullptr && !call.operation->early_access.empty();
}

// Events carry the key of an integration and no credential of the connection.
bool is_event(const RefusedCall& call) {
  return call.operation != nullptr && !facts_of(service_of(*call.operation)).authorized;
}

std::string event_hint(unsigned status) {
  return status == 429
             ? "PagerDuty limits events by integration key, to about 120 a minute: send fewer at a time."
             : "";
}

std::string
hint_of(const sdk::Problem& problem, unsigned status, const json::array& scopes, const RefusedCall& call) {
  if (is_event(call)) {
    return event_hint(status);
  }
  if (is_early(call) && (status == 403 || status == 404)) {
    return "This action is in early access: the account may not have it.";
  }
  switch (status) {
  case 400:
    return mentions_from(problem.detail())
               ? "From must be the login address of a user of the account: correct `from` in the input or in "
                 "the connection's config."
               : "";
  case 401:
    return region_hint(call);
  case 402:
    return "The account's plan lacks this ability; listAbilities shows those that it has.";
  case 403:
    return permission_hint(scopes, call);
  case 429:
    return rate_hint(call);
  default:
    return {};
  }
}

} // namespace

std::optional<sdk::Problem>
find_lacking_scope(const json::value& session, std::string_view action, std::string_view scopes) {
  json::array lacking = lacking_scopes(session, scopes);
  if (lacking.empty()) {
    return std::nullopt;
  }
  sdk::Problem problem =
      sdk::make_problem(CALLOUT_E_PERMISSION_DENIED,
                        "pagerduty." + std::string(action) + ": the session does not hold the scope " +
                            joined(lacking) + ", so nothing was sent",
                        scope_hint(lacking));
  problem.members["required_scopes"] = std::move(lacking);
  return problem;
}

sdk::Problem explain(const rest::HttpResponse& response, bool idempotent, const RefusedCall& call) {
  sdk::Problem problem = rest::map_problem(response, {.service = "pagerduty", .idempotent = idempotent});
  json::array scopes;
  if (response.status == 403) {
    scopes = scopes_of_answer(response);
    if (scopes.empty() && call.operation != nullptr) {
      scopes = lacking_scopes(call.session, call.operation->scope);
    }
  }
  if (const std::string hint = hint_of(problem, response.status, scopes, call); !hint.empty()) {
    problem.members["hint"] = hint;
  }
  if (!scopes.empty()) {
    problem.members["required_scopes"] = std::move(scopes);
  }
  return problem;
}

} // namespace callout::pagerduty
