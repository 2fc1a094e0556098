#include "sandbox/access.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include "sandbox/credential_text.hpp"
#include "sandbox/errors.hpp"

namespace callout::sandbox {
namespace {

std::optional<std::string_view> after(std::string_view header, std::string_view scheme) {
  if (!boost::algorithm::istarts_with(header, scheme, std::locale::classic())) {
    return std::nullopt;
  }
  return header.substr(scheme.size());
}

Principal key_holder(const Options& options) {
  const bool of_user = !options.api_token_user.empty();
  return {of_user ? Principal::Kind::user_key : Principal::Kind::account_key,
          of_user ? "user_key" : "account_key",
          options.api_token_user,
          {}};
}

Result<Principal> app_of(const Grant& grant, const Options& options, std::string_view token) {
  const auto region = [](std::string_view account) {
    return account.substr(0, account.find('.'));
  };
  if (region(grant.account) != region(options.account)) {
    return unauthorized("Unauthorized: the token belongs to the service region " +
                        std::string(region(grant.account)));
  }
  if (grant.account != options.account) {
    return api_error(404, 2001, "Account Not Found");
  }
  // The end of a token tells clients apart in the limiter; it never leaves the process.
  return Principal{
      Principal::Kind::app, "app:" + std::string(token.substr(token.size() / 2)), "", grant.scopes};
}

} // namespace

Result<Principal>
authenticate(const Request& request, const Options& options, const TokenStore& tokens, TimePoint now) {
  const std::string_view authorization = request.header("Authorization");
  if (const auto key = after(authorization, "Token token=")) {
    if (same_secret(*key, options.api_token)) {
      return key_holder(options);
    }
    return unauthorized("Unauthorized: the API key is unknown");
  }
  if (const auto token = after(authorization, "Bearer ")) {
    if (const auto grant = tokens.find(*token, now)) {
      return app_of(*grant, options, *token);
    }
    return unauthorized("Unauthorized: the access token is unknown, expired or revoked");
  }
  return unauthorized("Unauthorized: send Authorization with Bearer or Token token=");
}

std::optional<Response> check_scope(const Principal& principal, std::string_view scope) {
  if (principal.kind != Principal::Kind::app || scope.empty() || principal.scopes.contains(scope)) {
    return std::nullopt;
  }
  return access_denied(std::string(scope));
}

RateLimiter::Standing RateLimiter::count(const std::string& credential, TimePoint now) {
  constexpr std::chrono::minutes window_length{1};
  Window& window = windows_[credential];
  if (window.used == 0 || now >= window.start + window_length) {
    window = {now, 0};
  }
  const auto left = std::chrono::ceil<std::chrono::seconds>(window.start + window_length - now);
  if (window.used >= limit_) {
    return {limit_, 0, static_cast<long>(left.count()), true};
  }
  ++window.used;
  return {limit_, limit_ - window.used, static_cast<long>(left.count()), false};
}

void RateLimiter::clear() {
  windows_.clear();
}

void add_rate_headers(Response& response, const RateLimiter::Standing& standing) {
  response.headers.push_back({"ratelimit-limit", std::to_string(standing.limit)});
  response.headers.push_back({"ratelimit-remaining", std::to_string(standing.remaining)});
  response.headers.push_back({"ratelimit-reset", std::to_string(standing.reset_seconds)});
}

} // namespace callout::sandbox
