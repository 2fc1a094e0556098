#include <chrono>

#include <doctest/doctest.h>

#include "sandbox_client.hpp"

using namespace std::chrono_literals;
using callout::sandbox_test::all_scopes;
using callout::sandbox_test::Answer;
using callout::sandbox_test::Fixture;
using callout::sandbox_test::form;
using callout::sandbox_test::Header;
using callout::sandbox_test::Options;

namespace {

const Header form_type{"Content-Type", "application/x-www-form-urlencoded"};
const Header grant{"grant_type", "client_credentials"};
const Header id{"client_id", "sandbox-client-id"};
const Header secret{"client_secret", "sandbox-client-secret"};
const Header scope{"scope", "as_account-us.sandbox incidents.read"};
// base64 of sandbox-client-id:sandbox-client-secret, and of the same with a wrong secret
const Header basic{"Authorization", "Basic c2FuZGJveC1jbGllbnQtaWQ6c2FuZGJveC1jbGllbnQtc2VjcmV0"};
const Header wrong_basic{"Authorization", "Basic c2FuZGJveC1jbGllbnQtaWQ6d3Jvbmc="};

} // namespace

TEST_CASE("token endpoint: who gets a token, and what the others are told") {
  struct Row {
    std::string_view name;
    std::vector<Header> headers;
    std::vector<Header> fields;
    unsigned status = 0;
    std::string_view error;
  };

  const Row rows[] = {
      {"secret in the body", {form_type}, {grant, id, secret, scope}, 200, ""},
      {"secret by Basic", {form_type, basic}, {grant, scope}, 200, ""},
      {"Basic with the id in the body too", {form_type, basic}, {grant, id, scope}, 200, ""},
      {"charset in the content type",
       {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
       {grant, id, secret, scope},
       200,
       ""},
      {"wrong secret", {form_type}, {grant, id, {"client_secret", "wrong"}, scope}, 401, "invalid_client"},
      {"wrong id", {form_type}, {grant, {"client_id", "other"}, secret, scope}, 401, "invalid_client"},
      {"no client", {form_type}, {grant, scope}, 401, "invalid_client"},
      {"wrong secret by Basic", {form_type, wrong_basic}, {grant, scope}, 401, "invalid_client"},
      {"Basic that is no base64",
       {form_type, {"Authorization", "Basic ???"}},
       {grant, scope},
       401,
       "invalid_client"},
      {"both ways at once", {form_type, basic}, {grant, id, secret, scope}, 400, "invalid_request"},
      {"no grant type", {form_type}, {id, secret, scope}, 400, "invalid_request"},
      {"another grant type",
       {form_type},
       {{"grant_type", "password"}, id, secret, scope},
       400,
       "unsupported_grant_type"},
      {"no scope", {form_type}, {grant, id, secret}, 400, "invalid_request"},
      {"scope without account",
       {form_type},
       {grant, id, secret, {"scope", "incidents.read"}},
       400,
       "invalid_scope"},
      {"scope without resource",
       {form_type},
       {grant, id, secret, {"scope", "as_account-us.sandbox"}},
       400,
       "invalid_scope"},
      {"unknown region",
       {form_type},
       {grant, id, secret, {"scope", "as_account-mars.sandbox incidents.read"}},
       400,
       "invalid_scope"},
      {"two accounts",
       {form_type},
       {grant, id, secret, {"scope", "as_account-us.a as_account-us.b incidents.read"}},
       400,
       "invalid_scope"},
      {"a parameter twice", {form_type}, {grant, grant, id, secret, scope}, 400, "invalid_request"},
      {"JSON content type",
       {{"Content-Type", "application/json"}},
       {grant, id, secret, scope},
       400,
       "invalid_request"},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Answer answer = sandbox.send("POST", "/oauth/token", row.headers, form(row.fields));
    CHECK(answer.status == row.status);
    CHECK(answer.at("/error") == row.error);
    CHECK(answer.at("/access_token").empty() == (row.status != 200));
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK(answer.body.find("sandbox-client-secret") == std::string::npos);
  }
}

TEST_CASE("token endpoint: a token is a random bearer that says how long it lasts") {
  Fixture sandbox;
  const Answer first = sandbox.ask_token("as_account-us.sandbox incidents.read");
  const Answer second = sandbox.ask_token("as_account-us.sandbox incidents.read");
  CHECK(first.at("/token_type") == "bearer");
  CHECK(first.at("/expires_in") == "86400");
  CHECK(first.at("/scope") == "as_account-us.sandbox incidents.read");
  CHECK(first.at("/access_token") != second.at("/access_token"));
}

TEST_CASE("token endpoint: other methods and a body that is no form are refused") {
  Fixture sandbox;
  const Answer get = sandbox.send("GET", "/oauth/token");
  CHECK(get.status == 405);
  CHECK(get.header("Allow") == "POST");
  CHECK(sandbox.send("POST", "/oauth/token", {form_type}, "grant_type=%zz").at("/error") ==
        "invalid_request");
}

TEST_CASE("token endpoint: scopes that the app does not hold vanish from the grant") {
  Options options;
  options.app_scopes = "incidents.read users.read";
  Fixture sandbox(options);
  const Answer answer =
      sandbox.ask_token("as_account-us.sandbox incidents.read incidents.write nonsense.read");
  CHECK(answer.status == 200);
  CHECK(answer.at("/scope") == "as_account-us.sandbox incidents.read");
}

TEST_CASE("access token: good until its lifetime is over") {
  Options options;
  options.token_lifetime = 60s;
  Fixture sandbox(options);
  *sandbox.now += 59s;
  CHECK(sandbox.get("/incidents").status == 200);
  *sandbox.now += 1s;
  CHECK(sandbox.get("/incidents").status == 401);
  sandbox.token = sandbox.token_for(all_scopes);
  CHECK(sandbox.get("/incidents").status == 200);
}

TEST_CASE("access token: revoked by the control, while new ones are good") {
  Fixture sandbox;
  CHECK(sandbox.get("/incidents").status == 200);
  CHECK(sandbox.send("POST", "/sandbox/revoke-tokens").at("/revoked") == "1");
  const Answer refused = sandbox.get("/incidents");
  CHECK(refused.status == 401);
  CHECK(refused.at("/error/code") == "2006");
  sandbox.token = sandbox.token_for(all_scopes);
  CHECK(sandbox.get("/incidents").status == 200);
}
