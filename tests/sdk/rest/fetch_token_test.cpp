// OAuth 2.0 client credentials against a token endpoint over TLS.
#include <algorithm>
#include <atomic>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/authentication.hpp>
#include <callout/rest/oauth2.hpp>
#include <doctest/doctest.h>

#include "client_fixture.hpp"
#include "open_call.hpp"

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

constexpr std::string_view token_answer =
    R"({"access_token":"tok","token_type":"Bearer","expires_in":60,"scope":"incidents.read"})";

rest::Result<sdk::Session>
log_in(const TlsServer& server, std::string_view client_authentication, const OpenCall& call) {
  rest::HttpClient client(trusting_options());
  return rest::authenticate("oauth2_client_credentials",
                            credentials_for(server, client_authentication),
                            {.call = call.request(),
                             .client = client,
                             .default_token_url = {},
                             .retry = {.base_delay = std::chrono::milliseconds(2)}});
}

rest::Result<sdk::Session> log_in(const TlsServer& server, std::string_view client_authentication) {
  return log_in(server, client_authentication, OpenCall(patience()));
}

// Plays these reactions, one a request, and then grants a token.
TlsServer::Script grant_after(std::vector<Reaction> reactions) {
  const auto next = std::make_shared<std::atomic<std::size_t>>(0);
  return [reactions = std::move(reactions), next](const std::string&, int) {
    const std::size_t at = (*next)++;
    return at < reactions.size() ? reactions[at] : Reaction{ok_answer(std::string(token_answer))};
  };
}

Reaction refusal(std::string_view status, std::string_view header_lines = {}) {
  return {"HTTP/1.1 " + std::string(status) + "\r\n" + std::string(header_lines) +
          "Content-Length: 0\r\n\r\n"};
}

} // namespace

TEST_CASE("oauth2: id and secret go into the form or into HTTP Basic") {
  const TlsServer server(
      [](const std::string&, int) { return Reaction{ok_answer(std::string(token_answer))}; });

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

TEST_CASE("oauth2: the token endpoint is asked again when it fails, not when it refuses") {
  struct Row {
    std::string_view name;
    std::vector<Reaction> reactions;
    std::size_t requests;
    std::optional<callout_status> status;
  };

  const Row rows[] = {
      {"granted at once", {}, 1, {}},
      {"busy once", {refusal("429 Too Many Requests", "Retry-After: 0\r\n")}, 2, {}},
      {"failing twice", {refusal("500 Oops"), refusal("503 Unavailable")}, 3, {}},
      {"lost once", {{"", Then::reset}}, 2, {}},
      {"cut short once", {{"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", Then::close}}, 2, {}},
      {"failing always", std::vector<Reaction>(9, refusal("502 Bad Gateway")), 4, CALLOUT_E_UNAVAILABLE},
      {"lost always", std::vector<Reaction>(9, {"", Then::reset}), 4, CALLOUT_E_UNAVAILABLE},
      {"refused", {refusal("401 Unauthorized")}, 1, CALLOUT_E_UNAUTHENTICATED},
      {"misunderstood", {refusal("400 Bad Request")}, 1, CALLOUT_E_INVALID_ARGUMENT},
      {"busy for longer than anyone waits",
       {refusal("429 Too Many Requests", "Retry-After: 3600\r\n")},
       1,
       CALLOUT_E_RATE_LIMITED},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TlsServer server(grant_after(row.reactions));
    const auto session = log_in(server, "request_body");
    CHECK(server.requests().size() == row.requests);
    CHECK(session.has_value() == !row.status);
    if (!session && row.status) {
      CHECK(session.error().status == *row.status);
      CHECK(session.error().members.contains("attempts") == (row.requests > 1));
      CHECK_FALSE(session.error().members.contains("outcome")); // nobody has to look for a token
    }
  }
}

TEST_CASE("oauth2: the call's deadline bounds the wait for another token request") {
  const TlsServer server(grant_after({refusal("429 Too Many Requests", "Retry-After: 5\r\n")}));
  const auto begin = std::chrono::steady_clock::now();
  const OpenCall call({.deadline = begin + std::chrono::seconds(2), .stop = {}});
  const auto session = log_in(server, "request_body", call);
  REQUIRE(session.has_error());
  CHECK(session.error().status == CALLOUT_E_RATE_LIMITED);
  CHECK(session.error().members.at("retry_after_ms") == 5000);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("oauth2: a token request leaves a record, without what it carries") {
  const TlsServer server(grant_after({refusal("503 Unavailable")}));
  for (const std::string_view way : {"request_body", "basic"}) {
    const OpenCall call(patience());
    REQUIRE(log_in(server, way, call).has_value());
    const auto lines = call.log_lines();
    const auto record = std::find_if(lines.begin(), lines.end(), [](const auto& line) {
      return line.message == "HTTP exchange" && line.fields.find("200") != std::string::npos;
    });
    REQUIRE(record != lines.end());
    const auto fields = boost::json::parse(record->fields);
    CHECK(record->level == CALLOUT_LOG_DEBUG);
    CHECK(fields.at("method") == "POST");
    CHECK(fields.at("path") == "/oauth/token");
    CHECK(fields.at("status") == 200);
    CHECK(fields.at("attempt") == (way == "request_body" ? 2 : 1));
    for (const auto& line : lines) {
      for (const std::string_view hidden : {"s3cr", "the+client", "dGhlK2", "access_token", "tok\""}) {
        CHECK(line.fields.find(hidden) == std::string::npos);
      }
    }
  }
}
