#include <chrono>

#include <doctest/doctest.h>

#include "sandbox_client.hpp"

using callout::sandbox_test::Answer;
using callout::sandbox_test::Fixture;

TEST_CASE("control: the state counts what is there and what happened") {
  Fixture sandbox;
  sandbox.get("/incidents");
  sandbox.get("/incidents?limit=1");
  sandbox.call("POST", "/incidents/QSANDBOXINC008/notes", R"({"note":{"content":"x"}})");
  const Answer state = sandbox.send("GET", "/sandbox/state");
  CHECK(state.at("/incidents") == "12");
  CHECK(state.at("/incidents_by_status/triggered") == "6");
  CHECK(state.at("/incidents_by_status/acknowledged") == "3");
  CHECK(state.at("/incidents_by_status/resolved") == "3");
  CHECK(state.at("/notes") == "1");
  CHECK(state.at("/tokens") == "1");
  CHECK(state.at("/effects") == R"({"note.create":1})");
  CHECK(state.at("/requests/GET ~1incidents") == "2");
  CHECK(state.at("/requests/POST ~1oauth~1token") == "1");
}

TEST_CASE("control: recent requests are told without a credential") {
  Fixture sandbox;
  sandbox.get("/incidents?statuses[]=triggered");
  sandbox.get("/users/PNONE");
  sandbox.send("POST", "/oauth/token?client_secret=sandbox-client-secret");
  const Answer recent = sandbox.send("GET", "/sandbox/requests?n=3");
  CHECK(recent.json().at("requests").as_array().size() == 3);
  CHECK(recent.at("/requests/0/method") == "GET");
  CHECK(recent.at("/requests/0/target") == "/incidents?statuses[]=triggered");
  CHECK(recent.at("/requests/0/headers/from") == "automation@example.com");
  CHECK(recent.at("/requests/0/headers/authorization") == "Bearer ***");
  CHECK(recent.at("/requests/1/status") == "404");
  CHECK(recent.at("/requests/2/target") == "/oauth/token");
  CHECK(recent.body.find(sandbox.token) == std::string::npos);
  CHECK(recent.body.find("client-secret") == std::string::npos);
  CHECK(sandbox.send("GET", "/sandbox/requests?n=many").status == 400);
}

TEST_CASE("control: reset brings back the seed, the same every time") {
  Fixture sandbox;
  const std::string before = sandbox.get("/incidents").body;
  sandbox.call("PUT", "/incidents/QSANDBOXINC008", R"({"incident":{"status":"resolved"}})");
  sandbox.fault(R"({"status":500,"count":9})");
  CHECK(sandbox.send("POST", "/sandbox/reset").status == 200);
  CHECK(sandbox.get("/incidents").status == 401);
  sandbox.token = sandbox.token_for(callout::sandbox_test::all_scopes);
  CHECK(sandbox.get("/incidents").body == before);
}

TEST_CASE("control: the clock moves ahead for snoozes and tokens") {
  Fixture sandbox;
  sandbox.call("POST", "/incidents/QSANDBOXINC008/snooze", R"({"duration":600})");
  CHECK(sandbox.send("POST", "/sandbox/clock", {}, R"({"advance_seconds":600})").at("/now") ==
        "2026-03-10T12:10:00Z");
  CHECK(sandbox.get("/incidents/QSANDBOXINC008").at("/incident/status") == "triggered");
  sandbox.send("POST", "/sandbox/clock", {}, R"({"advance_seconds":86400})");
  CHECK(sandbox.get("/incidents").status == 401);
  for (const char* body : {R"({"advance_seconds":-1})", R"({"advance_seconds":"1"})", "{}", "", "[]"}) {
    CAPTURE(body);
    CHECK(sandbox.send("POST", "/sandbox/clock", {}, body).status == 400);
  }
}

TEST_CASE("control: what it does not know is not found") {
  Fixture sandbox;
  CHECK(sandbox.send("GET", "/sandbox").status == 404);
  CHECK(sandbox.send("GET", "/sandbox/reset").status == 404);
}
