// OAuth 2.0 client credentials against a token endpoint over TLS.
#include <boost/json/serialize.hpp>
#include <callout/rest/authentication.hpp>
#include <callout/rest/oauth2.hpp>
#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;

boost::json::object credentials_for(const TlsServer& server, std::string_view client_authentication) {
  return {{"client_id", "the client"},
          {"client_secret", "s3cr&t:x"},
          {"scope", "incidents.read incidents.write"},
          {"token_url", "https://127.0.0.1:" + std::to_string(server.port()) + "/oauth/token"},
          {"client_authentication", client_authentication}};
}

rest::Result<sdk::Session> log_in(const TlsServer& server, std::string_view client_authentication) {
  rest::HttpClient client(trusting_options());
  const sdk::WaitLimit limit = patience();
  return rest::authenticate("oauth2_client_credentials",
                            credentials_for(server, client_authentication),
                            {.client = client, .limit = limit, .default_token_url = {}});
}

} // namespace

TEST_CASE("oauth2: id and secret go into the form or into HTTP Basic") {
  const TlsServer server([](const std::string&, int) {
    return Reaction{ok_answer(
        R"({"access_token":"tok","token_type":"Bearer","expires_in":60,"scope":"incidents.read"})")};
  });

  struct Row {
    std::string_view way;
    std::string_view in_head;
    std::string_view body;
  };

  const Row rows[] = {
      {"request_body",
       "Content-Type: application/x-www-form-urlencoded",
       "grant_type=client_credentials&scope=incidents.read+incidents.write&client_id=the+client&client_"
       "secret=s3cr%26t%3Ax"},
      // base64 of "the+client:s3cr%26t%3Ax": both are form-encoded first
      {"basic",
       "Authorization: Basic dGhlK2NsaWVudDpzM2NyJTI2dCUzQXg=",
       "grant_type=client_credentials&scope=incidents.read+incidents.write"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.way);
    const auto session = log_in(server, row.way);
    REQUIRE(session.has_value());
    CHECK(session->session.at("access_token") == "tok");
    CHECK(session->expires_in == std::chrono::seconds(60));
    CHECK(session->missing_scopes == std::vector<std::string>{"incidents.write"});
    const std::string sent = server.requests().back();
    CHECK(sent.find("POST /oauth/token HTTP/1.1\r\n") == 0);
    CHECK(sent.find(row.in_head) != std::string::npos);
    CHECK(sent.substr(sent.find("\r\n\r\n") + 4) == row.body);
  }
}

TEST_CASE("oauth2: what goes wrong at the token endpoint never shows the secret") {
  struct Row {
    std::string_view name;
    Reaction reaction;
    callout_status status;
  };

  const std::string echo =
      R"({"error":"invalid_client","error_description":"no client with secret s3cr&t:x"})";
  const Row rows[] = {
      {"an error that quotes the secret",
       {"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: " +
        std::to_string(echo.size()) + "\r\n\r\n" + echo},
       CALLOUT_E_UNAUTHENTICATED},
      {"a page that quotes the secret",
       {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 17\r\n\r\n<p>s3cr&t:x</p>  "},
       CALLOUT_E_UNAVAILABLE},
      {"nothing", {"", Then::close}, CALLOUT_E_UNAVAILABLE},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TlsServer server([&row](const std::string&, int) { return row.reaction; });
    const auto session = log_in(server, "request_body");
    REQUIRE(session.has_error());
    CHECK(session.error().status == row.status);
    CHECK(boost::json::serialize(session.error().members).find("s3cr") == std::string::npos);
    CHECK(session.error().detail().find("token") != std::string_view::npos);
  }
}
