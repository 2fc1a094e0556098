#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <callout/rest/oauth2.hpp>
#include <callout/rest/problem_mapping.hpp>
#include <callout/sdk/secret_memory.hpp>

#include "ascii_case.hpp"
#include "error_text.hpp"
#include "secret_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

// What an error of RFC 6749, 5.2 (or of its registry) means for the caller.
struct ErrorMeaning {
  std::string_view error;
  callout_status status;
  std::string_view hint;
};

constexpr std::string_view check_client = "Check `client_id`, `client_secret` and `client_authentication`.";
constexpr std::string_view check_url = "Check `token_url`.";
constexpr std::string_view try_later = "Try again later; if it stays so, check `token_url`.";

constexpr std::array<ErrorMeaning, 9> meanings{{
    {"invalid_client", CALLOUT_E_UNAUTHENTICATED, check_client},
    {"invalid_grant", CALLOUT_E_UNAUTHENTICATED, check_client},
    {"invalid_request",
     CALLOUT_E_INVALID_ARGUMENT,
     "Check `scope`, `client_id` and `client_authentication`."},
    {"invalid_scope", CALLOUT_E_INVALID_ARGUMENT, "Check `scope`: the client may lack one of them."},
    {"unsupported_grant_type", CALLOUT_E_INVALID_ARGUMENT, "The server does not offer client credentials."},
    {"unauthorized_client", CALLOUT_E_PERMISSION_DENIED, "Allow client credentials for this client."},
    {"access_denied", CALLOUT_E_PERMISSION_DENIED, "Allow this client what `scope` asks for."},
    {"server_error", CALLOUT_E_UNAVAILABLE, ""},
    {"temporarily_unavailable", CALLOUT_E_UNAVAILABLE, ""},
}};

std::string endpoint(const ClientCredentials& credentials) {
  return "the token endpoint " + to_string(credentials.token_url.origin) +
         credentials.token_url.target.substr(0, credentials.token_url.target.find('?'));
}

std::vector<std::string> split_scopes(std::string_view text) {
  std::istringstream words{std::string(text)};
  return {std::istream_iterator<std::string>(words), {}};
}

std::optional<std::chrono::milliseconds> lifetime(const json::object& answer) {
  const json::value* const value = answer.if_contains("expires_in");
  double seconds = 0;
  if (value != nullptr && value->is_number()) {
    seconds = value->to_number<double>();
  } else if (value != nullptr && value->is_string()) { // some servers quote it
    const std::string_view text = value->get_string();
    std::from_chars(text.data(), text.data() + text.size(), seconds);
  }
  constexpr double longest = 100.0 * 365 * 24 * 3600;
  if (!(seconds > 0)) {
    return std::nullopt;
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::min(seconds, longest) * 1000));
}

// Some servers answer a list where the RFC has words.
std::vector<std::string> texts_of(const json::array& list) {
  std::vector<std::string> texts;
  for (const json::value& entry : list) {
    if (entry.is_string()) {
      texts.emplace_back(entry.get_string());
    }
  }
  return texts;
}

// Without a scope member the granted scopes are those that were asked for (RFC 6749, 5.1).
std::vector<std::string> granted_scopes(const json::object& answer, const ClientCredentials& credentials) {
  const json::value* const scope = answer.if_contains("scope");
  if (scope != nullptr && scope->is_array()) {
    return texts_of(scope->get_array());
  }
  const bool named = scope != nullptr && scope->is_string();
  return split_scopes(named ? std::string_view(scope->get_string()) : std::string_view(credentials.scope));
}

std::vector<std::string> missing_scopes(const std::vector<std::string>& granted,
                                        const ClientCredentials& credentials) {
  std::vector<std::string> missing = split_scopes(credentials.scope);
  std::erase_if(missing, [&granted](const std::string& scope) {
    return std::find(granted.begin(), granted.end(), scope) != granted.end();
  });
  return missing;
}

bool is_visible(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char letter) { return letter > ' ' && letter < 0x7f; });
}

sdk::Problem
no_token(const HttpResponse& response, const ClientCredentials& credentials, std::string_view why) {
  return sdk::make_problem(CALLOUT_E_UNAVAILABLE,
                           endpoint(credentials) + " answered " + std::to_string(response.status) + " " +
                               std::string(why),
                           check_url);
}

// The header is the other side's text, too.
std::string kind_of_body(const HttpResponse& response, const ClientCredentials& credentials) {
  const std::string kind = printable(body_kind(response), credentials.client_secret);
  return kind.empty() ? "a body" : kind;
}

sdk::Problem no_json(const HttpResponse& response, const ClientCredentials& credentials) {
  return no_token(response,
                  credentials,
                  "with " + kind_of_body(response, credentials) + " where a token in JSON was expected");
}

callout_status status_without_error(unsigned status) {
  switch (status) {
  case 401:
    return CALLOUT_E_UNAUTHENTICATED;
  case 403:
    return CALLOUT_E_PERMISSION_DENIED;
  case 408:
    return CALLOUT_E_UNAVAILABLE;
  case 429:
    return CALLOUT_E_RATE_LIMITED;
  default:
    return status >= 500 ? CALLOUT_E_UNAVAILABLE : CALLOUT_E_INVALID_ARGUMENT;
  }
}

ErrorMeaning meaning_of(unsigned status, std::string_view error) {
  const auto* const known =
      std::find_if(meanings.begin(), meanings.end(), [error](const auto& row) { return row.error == error; });
  // Some servers answer 401 with another error than invalid_client.
  if (known != meanings.end() && status != 429 && status < 500) {
    return *known;
  }
  const callout_status meant = status_without_error(status);
  return {error,
          meant,
          meant == CALLOUT_E_UNAUTHENTICATED    ? check_client
          : meant == CALLOUT_E_INVALID_ARGUMENT ? check_url
          : meant == CALLOUT_E_UNAVAILABLE      ? try_later
                                                : ""};
}

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

sdk::Problem
refused(const HttpResponse& response, const ClientCredentials& credentials, const json::object& answer) {
  const std::string error = printable(text_member(answer, "error"), credentials.client_secret);
  const std::string description =
      printable(text_member(answer, "error_description"), credentials.client_secret);
  const ErrorMeaning meaning = meaning_of(response.status, error);
  std::string detail = endpoint(credentials) + " answered " + std::to_string(response.status);
  detail += error.empty() ? " with " + kind_of_body(response, credentials) : ": " + error;
  detail += description.empty() ? "" : " (" + description + ")";
  sdk::Problem problem = sdk::make_problem(meaning.status, detail, meaning.hint);
  problem.members["status"] = response.status;
  problem.members["retryable"] =
      meaning.status == CALLOUT_E_UNAVAILABLE || meaning.status == CALLOUT_E_RATE_LIMITED;
  if (!error.empty()) {
    problem.members["code"] = "oauth2." + error;
  }
  if (const auto wait = retry_after(response, std::chrono::system_clock::now())) {
    problem.members["retry_after_ms"] = wait->count();
  }
  return problem;
}

Result<sdk::Session>
granted(const HttpResponse& response, const ClientCredentials& credentials, const json::object& answer) {
  std::string token = text_member(answer, "access_token");
  const WipeAtEnd wipe_token(token);
  if (!is_visible(token)) {
    return no_token(response, credentials, "with JSON that holds no usable `access_token`");
  }
  const std::string type = text_member(answer, "token_type");
  if (!type.empty() && !equal_ignoring_case(type, "bearer")) {
    return sdk::make_problem(CALLOUT_E_UNSUPPORTED,
                             endpoint(credentials) + " grants tokens of another type than bearer");
  }
  sdk::Session session{.session = json::value(json::object_kind, sdk::wiping_storage())};
  session.granted_scopes = granted_scopes(answer, credentials);
  session.missing_scopes = missing_scopes(session.granted_scopes, credentials);
  session.expires_in = lifetime(answer);
  json::object& members = session.session.get_object();
  members["access_token"] = token;
  members["token_type"] = "bearer";
  members["scopes"] = json::array(session.granted_scopes.begin(), session.granted_scopes.end());
  return session;
}

} // namespace

Result<sdk::Session> read_token_answer(const HttpResponse& response, const ClientCredentials& credentials) {
  const json::object answer = json_object_of(response.body, sdk::wiping_storage());
  if (response.status < 200 || response.status >= 300) {
    return refused(response, credentials, answer);
  }
  if (answer.empty()) {
    return no_json(response, credentials);
  }
  return granted(response, credentials, answer);
}

} // namespace callout::rest
