#include <boost/json/parse.hpp>
#include <callout/rest/oauth2.hpp>
#include <doctest/doctest.h>

namespace {

using namespace callout;

rest::ClientCredentials asking_for(std::string scope) {
  rest::ClientCredentials credentials;
  credentials.token_url = {{rest::Scheme::https, "id.example.com", 443}, "/oauth/token?tenant=t"};
  credentials.client_id = "client";
  credentials.client_secret = "s3cret";
  credentials.scope = std::move(scope);
  return credentials;
}

rest::Result<sdk::Session> read(unsigned status, std::string body, std::vector<rest::Header> headers = {}) {
  rest::HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  return rest::read_token_answer(response, asking_for("a b"));
}

} // namespace

TEST_CASE("token answer: is read tolerantly") {
  using std::chrono::milliseconds;

  struct Row {
    std::string_view name;
    std::string body;
    std::optional<milliseconds> expires_in;
    std::vector<std::string> granted;
    std::vector<std::string> missing;
  };

  const Row rows[] = {
      {"as RFC 6749 has it",
       R"({"access_token":"t","token_type":"bearer","expires_in":86400,"scope":"a b"})",
       milliseconds(86'400'000),
       {"a", "b"},
       {}},
      {"Bearer, seconds as text",
       R"({"access_token":"t","token_type":"Bearer","expires_in":"60","scope":"b a"})",
       milliseconds(60'000),
       {"b", "a"},
       {}},
      {"a scope not granted",
       R"({"access_token":"t","token_type":"bearer","scope":"a"})",
       std::nullopt,
       {"a"},
       {"b"}},
      {"no scope granted",
       R"({"access_token":"t","token_type":"bearer","scope":""})",
       std::nullopt,
       {},
       {"a", "b"}},
      {"more than asked",
       R"({"access_token":"t","token_type":"bearer","scope":"a  b c"})",
       std::nullopt,
       {"a", "b", "c"},
       {}},
      {"scopes as a list",
       R"({"access_token":"t","token_type":"bearer","scope":["a"]})",
       std::nullopt,
       {"a"},
       {"b"}},
      {"no scope: all that was asked", R"({"access_token":"t"})", std::nullopt, {"a", "b"}, {}},
      {"a fraction of a second",
       R"({"access_token":"t","expires_in":0.5})",
       milliseconds(500),
       {"a", "b"},
       {}},
      {"a lifetime of no use", R"({"access_token":"t","expires_in":-1})", std::nullopt, {"a", "b"}, {}},
      {"a lifetime that is no number",
       R"({"access_token":"t","expires_in":"soon"})",
       std::nullopt,
       {"a", "b"},
       {}},
      {"an endless lifetime",
       R"({"access_token":"t","expires_in":1e300})",
       milliseconds(3'153'600'000'000),
       {"a", "b"},
       {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto session = read(200, row.body);
    REQUIRE(session.has_value());
    CHECK(session->session.at("access_token") == "t");
    CHECK(session->session.at("token_type") == "bearer");
    CHECK((session->expires_in == row.expires_in));
    CHECK((session->granted_scopes == row.granted));
    CHECK((session->missing_scopes == row.missing));
  }
}

TEST_CASE("token answer: what is no token") {
  const std::string where = "the token endpoint https://id.example.com/oauth/token";

  struct Row {
    std::string_view name;
    unsigned status = 0;
    callout_status meant = CALLOUT_OK;
    std::string body;
    std::string type;
    std::string says;
  };

  const Row rows[] = {
      {"wrong secret",
       401,
       CALLOUT_E_UNAUTHENTICATED,
       R"({"error":"invalid_client"})",
       "application/json",
       where + " answered 401: invalid_client"},
      {"wrong client, 400",
       400,
       CALLOUT_E_UNAUTHENTICATED,
       R"({"error":"invalid_client","error_description":"Unknown client"})",
       "application/json",
       where + " answered 400: invalid_client (Unknown client)"},
      {"wrong scope",
       400,
       CALLOUT_E_INVALID_ARGUMENT,
       R"({"error":"invalid_scope"})",
       "application/json",
       "invalid_scope"},
      {"wrong scope, other words",
       400,
       CALLOUT_E_INVALID_ARGUMENT,
       R"({"error":"invalid_request","error_description":"Invalid scope"})",
       "application/json",
       "Invalid scope"},
      {"not allowed",
       400,
       CALLOUT_E_PERMISSION_DENIED,
       R"({"error":"unauthorized_client"})",
       "application/json",
       "unauthorized_client"},
      {"an error of its own, 401",
       401,
       CALLOUT_E_UNAUTHENTICATED,
       R"({"error":"nope"})",
       "application/json",
       "nope"},
      {"401 without words", 401, CALLOUT_E_UNAUTHENTICATED, "", "", "answered 401 with an empty body"},
      {"400, a page", 400, CALLOUT_E_INVALID_ARGUMENT, "<html>", "text/html", "answered 400 with text/html"},
      {"not there", 404, CALLOUT_E_INVALID_ARGUMENT, "<html>", "text/html", "answered 404 with text/html"},
      {"a redirect", 302, CALLOUT_E_INVALID_ARGUMENT, "", "", "answered 302"},
      {"too many", 429, CALLOUT_E_RATE_LIMITED, "", "", "answered 429"},
      {"down", 503, CALLOUT_E_UNAVAILABLE, "<html>", "text/html", "answered 503 with text/html"},
      {"down, with words",
       500,
       CALLOUT_E_UNAVAILABLE,
       R"({"error":"invalid_client"})",
       "application/json",
       "answered 500"},
      {"a page",
       200,
       CALLOUT_E_UNAVAILABLE,
       "<html>s3cret</html>",
       "text/html; charset=x",
       "answered 200 with text/html where a token in JSON was expected"},
      {"nothing", 200, CALLOUT_E_UNAVAILABLE, "", "", "answered 200 with an empty body"},
      {"JSON without a token",
       200,
       CALLOUT_E_UNAVAILABLE,
       R"({"token":"t"})",
       "application/json",
       "no usable `access_token`"},
      {"a token with a line break",
       200,
       CALLOUT_E_UNAVAILABLE,
       R"({"access_token":"t\r\nX-A: b"})",
       "application/json",
       "no usable `access_token`"},
      {"a token of another type",
       200,
       CALLOUT_E_UNSUPPORTED,
       R"({"access_token":"t","token_type":"mac"})",
       "application/json",
       "another type than bearer"},
      {"words that quote the secret",
       400,
       CALLOUT_E_INVALID_ARGUMENT,
       R"({"error":"invalid_request","error_description":"bad s3cret"})",
       "application/json",
       "invalid_request"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto session = read(row.status, row.body, {{"Content-Type", row.type}});
    REQUIRE(session.has_error());
    const sdk::Problem& problem = session.error();
    CAPTURE(problem.detail());
    CHECK(problem.status == row.meant);
    CHECK(problem.detail().find(row.says) != std::string_view::npos);
    CHECK(problem.detail().find("s3cret") == std::string_view::npos);
    CHECK(problem.detail().find("tenant") == std::string_view::npos);
  }
}

TEST_CASE("token answer: an endpoint that is down says that the same request may succeed later") {
  struct Row {
    unsigned status;
    bool retryable;
  };

  for (const Row row : {Row{503, true}, Row{429, true}, Row{408, true}, Row{401, false}, Row{404, false}}) {
    CAPTURE(row.status);
    CHECK(read(row.status, "").error().members.at("retryable") == row.retryable);
  }
  CHECK(read(503, "<html>").error().members.at("hint").as_string().find("Try again") == 0);
}

TEST_CASE("token answer: an error says which members to check, its code and how long to wait") {
  const auto refused = read(401, R"({"error":"invalid_client"})");
  CHECK(refused.error().members.at("hint").as_string().find("`client_secret`") != std::string_view::npos);
  CHECK(refused.error().members.at("code") == "oauth2.invalid_client");
  CHECK(read(429, "", {{"Retry-After", "2"}}).error().members.at("retry_after_ms") == 2000);
}
