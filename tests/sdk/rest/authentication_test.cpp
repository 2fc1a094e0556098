#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/authentication.hpp>
#include <callout/rest/oauth2.hpp>
#include <doctest/doctest.h>

#include "open_call.hpp"

namespace {

using namespace callout;

boost::json::object object(std::string_view text) {
  return boost::json::parse(boost::json::string_view(text.data(), text.size())).as_object();
}

rest::Result<sdk::Session> authenticate(std::string_view kind, std::string_view credentials) {
  rest::HttpClient client({});
  const test::OpenCall call;
  return rest::authenticate(
      kind, object(credentials), {.call = call.request(), .client = client, .default_token_url = {}});
}

} // namespace

TEST_CASE("authentication: credentials become a session, and a session headers") {
  struct Row {
    std::string_view kind;
    std::string_view credentials;
    rest::Header header;
  };

  const Row rows[] = {
      {"bearer", R"({"token":"abc"})", {"Authorization", "Bearer abc"}},
      {"basic",
       R"({"username":"Aladdin","password":"open sesame"})",
       {"Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}}, // RFC 7617, 2
      {"api_key_header", R"({"header":"X-API-Key","key":"k"})", {"X-API-Key", "k"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.kind);
    const auto session = authenticate(row.kind, row.credentials);
    REQUIRE(session.has_value());
    const auto headers = rest::authorization_headers(session->session);
    REQUIRE(headers.has_value());
    CHECK((*headers == std::vector<rest::Header>{row.header}));
  }
}

TEST_CASE("authentication: no session adds no header, a strange one is refused") {
  CHECK(rest::authorization_headers(nullptr)->empty());
  for (const std::string_view strange : {"{}", R"({"access_token":1})", R"({"header":"a"})"}) {
    const auto headers = rest::authorization_headers(object(strange));
    REQUIRE(headers.has_error());
    CHECK(headers.error().status == CALLOUT_E_UNAUTHENTICATED);
  }
  CHECK(rest::authorization_headers("text").has_error());
}

TEST_CASE("authentication: refuses credentials by member, without their values") {
  struct Row {
    std::string_view kind;
    std::string_view credentials;
    std::string_view says;
  };

  const Row rows[] = {
      {"bearer", "{}", "auth of kind bearer: `token` is missing"},
      {"bearer", R"({"tokn":"hidden"})", "unknown member `tokn`; did you mean `token`?"},
      {"bearer", R"({"token":1})", "`token` is not a string"},
      {"bearer", R"({"token":""})", "`token` is empty"},
      {"bearer", R"({"token":"hidden\n"})", "`token` holds a line break"},
      {"basic", R"({"username":"a:b","password":"hidden"})", "`username` holds a colon"},
      {"oauth2_client_credentials", R"({"client_id":"a"})", "`client_secret` is missing"},
      {"oauth2_client_credentials",
       R"({"client_id":"a","client_secret":"hidden"})",
       "`token_url` is missing"},
      {"oauth2_client_credentials",
       R"({"client_id":"a","client_secret":"hidden","token_url":"http://example.com/"})",
       "token_url is not https"},
      {"oauth2_client_credentials",
       R"({"client_id":"a","client_secret":"hidden","client_authentication":"hidden"})",
       "`client_authentication` must be `request_body` or `basic`"},
      {"oauth2_client_credentials",
       R"({"client_id":"a","client_secret":"hidden","grant_type":"password"})",
       "`grant_type` must be `client_credentials`"},
      {"kerberos", "{}", "unknown kind of authentication `kerberos`"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.credentials);
    const auto session = authenticate(row.kind, row.credentials);
    REQUIRE(session.has_error());
    CAPTURE(session.error().detail());
    CHECK(session.error().detail().find(row.says) != std::string_view::npos);
    CHECK(boost::json::serialize(session.error().members).find("hidden") == std::string::npos);
  }
}

TEST_CASE("authentication: a service's own token endpoint stands in for the one left out") {
  const auto credentials = rest::read_client_credentials(
      object(R"({"client_id":"a","client_secret":"b","grant_type":"client_credentials"})"),
      "https://id.example.com/oauth/token");
  REQUIRE(credentials.has_value());
  CHECK(credentials->token_url.target == "/oauth/token");
  CHECK(credentials->client_authentication == rest::ClientAuthentication::request_body);
  CHECK(rest::token_request(*credentials).body ==
        "grant_type=client_credentials&client_id=a&client_secret=b");
}

TEST_CASE("authentication: every kind has a schema and names its secrets") {
  for (const rest::AuthenticationKind* kind :
       {&rest::oauth2_client_credentials, &rest::bearer, &rest::basic, &rest::api_key_header}) {
    const auto entry = rest::manifest_entry(*kind);
    CAPTURE(kind->kind);
    CHECK(std::string_view(entry.at("kind").as_string()) == kind->kind);
    CHECK_FALSE(entry.at("title").as_string().empty());
    for (const auto& secret : entry.at("secrets").as_array()) {
      const std::string name = std::string(secret.as_string()).substr(1);
      CHECK(entry.at("schema").at("properties").as_object().contains(name));
    }
  }
}
