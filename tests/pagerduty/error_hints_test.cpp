#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "catalog.hpp"
#include "error_hints.hpp"

using namespace callout::pagerduty;
namespace json = boost::json;
namespace rest = callout::rest;

namespace {

constexpr std::string_view oauth = R"({"access_token":"t","scopes":["as_account-us.acme","incidents.read"]})";
constexpr std::string_view key = R"({"token":"k"})";

struct Refusal {
  unsigned status = 0;
  std::string_view body{};
  std::string_view session = oauth;
  std::string_view operation{};
  std::string_view config = R"({"region":"us"})";
};

json::value parsed(std::string_view text) {
  return json::parse({text.data(), text.size()});
}

callout::sdk::Problem problem_of(const Refusal& refusal) {
  rest::HttpResponse response;
  response.status = refusal.status;
  response.body = refusal.body;
  response.headers = {{"Content-Type", "application/json"}};
  const Config config = read_config(parsed(refusal.config).as_object());
  return explain(response,
                 true,
                 {.config = config,
                  .session = parsed(refusal.session),
                  .operation = rest_catalog().find(refusal.operation)});
}

std::string hint_of(const callout::sdk::Problem& problem) {
  const json::value* const hint = problem.members.if_contains("hint");
  return hint != nullptr ? std::string(hint->as_string()) : std::string();
}

} // namespace

TEST_CASE("explain: the hint says what to do about each refusal") {
  struct Row {
    std::string_view name;
    Refusal refusal;
    callout_status status;
    std::string_view hint;
  };

  const Row rows[] = {
      {"401 of an API key in the US",
       {.status = 401, .session = key},
       CALLOUT_E_UNAUTHENTICATED,
       "an account of region eu needs config.region eu"},
      {"401 of an API key in the EU",
       {.status = 401, .session = key, .config = R"({"region":"eu"})"},
       CALLOUT_E_UNAUTHENTICATED,
       "not in region eu, which https://api.eu.pagerduty.com answers for"},
      {"401 of a token in its own region",
       {.status = 401},
       CALLOUT_E_UNAUTHENTICATED,
       "expired or revoked, or not one of the server at https://api.pagerduty.com"},
      {"401 of a token in the other region",
       {.status = 401, .config = R"({"region":"eu"})"},
       CALLOUT_E_UNAUTHENTICATED,
       "speaks for an account of region us, but https://api.eu.pagerduty.com answers for region eu: set "
       "config.region to us"},
      {"401 of a token at a base URL that is the other region's",
       {.status = 401, .config = R"({"base_url":"https://api.eu.pagerduty.com"})"},
       CALLOUT_E_UNAUTHENTICATED,
       "set config.region to us and leave config.base_url out"},
      {"401 of a base URL",
       {.status = 401, .config = R"({"base_url":"https://127.0.0.1:9"})"},
       CALLOUT_E_UNAUTHENTICATED,
       "the server at https://127.0.0.1:9"},
      {"402", {.status = 402}, CALLOUT_E_PERMISSION_DENIED, "listAbilities"},
      {"403 with a list of scopes",
       {.status = 403, .body = R"({"error":{"required_scopes":["services.read"]}})"},
       CALLOUT_E_PERMISSION_DENIED,
       "Missing scope: services.read. Grant it to the app"},
      {"403 with scopes in a text",
       {.status = 403, .body = R"({"required_scopes":"services.read teams.read"})"},
       CALLOUT_E_PERMISSION_DENIED,
       "Missing scope: services.read teams.read."},
      {"403 where the session lacks the action's scope",
       {.status = 403, .body = "<html>", .operation = "createIncident"},
       CALLOUT_E_PERMISSION_DENIED,
       "Missing scope: incidents.write."},
      {"403 although the scope is held",
       {.status = 403, .operation = "listIncidents"},
       CALLOUT_E_PERMISSION_DENIED,
       "The app's scopes allow this"},
      {"403 of an API key",
       {.status = 403, .session = key, .operation = "createIncident"},
       CALLOUT_E_PERMISSION_DENIED,
       "The API key is read-only"},
      {"400 about From",
       {.status = 400, .body = R"({"error":{"message":"Requester User Not Found","code":1008}})"},
       CALLOUT_E_INVALID_ARGUMENT,
       "From must be the login address of a user"},
      {"429", {.status = 429}, CALLOUT_E_RATE_LIMITED, "960 requests a minute"},
      {"429 of an event",
       {.status = 429, .operation = "createV2Event"},
       CALLOUT_E_RATE_LIMITED,
       "by integration key"},
      {"403 of an action in early access",
       {.status = 403, .operation = "listIpAllowLists"},
       CALLOUT_E_PERMISSION_DENIED,
       "in early access: the account may not have it"},
      {"429 of an action with a limit of its own",
       {.status = 429, .operation = "createIncident"},
       CALLOUT_E_RATE_LIMITED,
       "a limit of its own"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto problem = problem_of(row.refusal);
    CHECK(problem.status == row.status);
    CAPTURE(hint_of(problem));
    CHECK(hint_of(problem).find(row.hint) != std::string::npos);
  }
}

TEST_CASE("explain: a refusal without advice carries no hint of ours") {
  CHECK(hint_of(problem_of({.status = 404})).empty());
  CHECK(hint_of(problem_of({.status = 401, .operation = "createV2Event"})).empty()); // it has no credential
  CHECK(hint_of(problem_of({.status = 400, .body = R"({"error":{"message":"Invalid Input Provided"}})"}))
            .empty());
}

TEST_CASE("explain: lacking scopes are a member of the problem, and only what a scope can be") {
  const auto problem =
      problem_of({.status = 403,
                  .body = R"({"error":{"required_scopes":["services.read","a\u0007b",5,"teams.read"]}})"});
  CHECK(problem.members.at("required_scopes") == json::array{"services.read", "teams.read"});
  CHECK(!problem_of({.status = 404}).members.contains("required_scopes"));
}

TEST_CASE("find_lacking_scope: each of the scopes that an action names, as far as the session says what "
          "it holds") {
  struct Row {
    std::string_view name;
    std::string_view session;
    std::string_view scope;
    json::array lacking;
  };

  const Row rows[] = {
      {"held", R"({"scopes":["incidents.read"]})", "incidents.read", {}},
      {"not held", R"({"scopes":["users.read"]})", "incidents.read", {"incidents.read"}},
      {"write, where read is wanted",
       R"({"scopes":["incidents.write"]})",
       "incidents.read",
       {"incidents.read"}},
      {"read, where write is wanted",
       R"({"scopes":["incidents.read"]})",
       "incidents.write",
       {"incidents.write"}},
      {"several", R"({"scopes":["users.read","a.read"]})", "a.read b.write users.read", {"b.write"}},
      {"several, all held", R"({"scopes":["users.read","a.read"]})", "a.read users.read", {}},
      {"an action that names none", R"({"scopes":["users.read"]})", "", {}},
      {"a session that does not say", R"({"access_token":"t"})", "incidents.read", {}},
      {"an API key", key, "incidents.read", {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto problem = find_lacking_scope(parsed(row.session), "probe", row.scope);
    CHECK(problem.has_value() == !row.lacking.empty());
    CHECK((!problem || problem->members.at("required_scopes") == row.lacking));
  }
}

TEST_CASE("explain: PagerDuty's code and messages come along") {
  const auto problem = problem_of(
      {.status = 400,
       .body =
           R"({"error":{"message":"Invalid Input Provided","code":2001,"errors":["Title is required"]}})"});
  CHECK(problem.members.at("code") == "pagerduty.2001");
  CHECK(problem.members.at("errors") == json::array{"Title is required"});
  CHECK(problem.detail() == "pagerduty answered 400: Invalid Input Provided: Title is required");
}
