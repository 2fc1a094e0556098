#include "api_token.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <callout/sdk/problem.hpp>
#include <callout/sdk/secret_memory.hpp>

namespace callout::pagerduty {
namespace {

constexpr std::array<std::string_view, 1> secrets{"/token"};

// A header's value ends at a line break, and a space would begin another parameter.
bool fits_in_header(std::string_view token) {
  return !token.empty() && std::all_of(token.begin(), token.end(), [](char letter) {
    return letter > ' ' && letter <= '~' && letter != '"' && letter != ',';
  });
}

} // namespace

const rest::AuthenticationKind api_token{
    .kind = "api_token",
    .title = "REST API key",
    .schema = R"json({"type":"object","additionalProperties":false,"required":["token"],"properties":{
      "token":{"type":"string","title":"REST API key of an account or a user","writeOnly":true}}})json",
    .secrets = secrets};

rest::Result<sdk::Session> read_api_token(const boost::json::object& credentials) {
  if (auto checked = rest::check_credentials(api_token, credentials); !checked) {
    return checked.error();
  }
  const std::string_view token = credentials.at("token").get_string();
  if (!fits_in_header(token)) {
    sdk::Problem problem = sdk::make_problem(
        CALLOUT_E_INVALID_ARGUMENT,
        token.empty() ? "pagerduty: auth.token is empty"
                      : "pagerduty: auth.token holds a space, a line break or another character that no "
                        "API key has",
        "Copy the key again; a file or variable that holds it must hold nothing else.");
    problem.members["pointer"] = "/token";
    return problem;
  }
  sdk::Session session;
  session.session = boost::json::value({{"token", token}}, sdk::wiping_storage());
  session.label = "REST API key";
  return session;
}

bool is_api_token(const boost::json::value& session) {
  const boost::json::object* const members = session.if_object();
  const boost::json::value* const token = members != nullptr ? members->if_contains("token") : nullptr;
  return token != nullptr && token->is_string();
}

rest::Header token_header(const boost::json::value& session) {
  return {"Authorization", "Token token=" + std::string(session.at("token").as_string())};
}

} // namespace callout::pagerduty
