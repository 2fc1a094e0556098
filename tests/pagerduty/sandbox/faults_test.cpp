#include <chrono>

#include <doctest/doctest.h>

#include "sandbox_client.hpp"

using namespace std::chrono_literals;
using callout::sandbox_test::Answer;
using callout::sandbox_test::Fixture;
using callout::sandbox_test::Options;

TEST_CASE("faults: what the answer becomes") {
  struct Row {
    std::string_view fault;
    unsigned status = 0;
    std::string_view type;
    std::string_view body; ///< is contained
  };

  const Row rows[] = {
      {R"({"status":429})", 429, "application/json", "\"code\":2020"},
      {R"({"status":500})", 500, "application/json", "\"code\":2000"},
      {R"({"status":502,"body":"<html><h1>Bad Gateway</h1></html>"})",
       502,
       "text/html",
       "<h1>Bad Gateway</h1>"},
      {R"({"status":429,"body":""})", 429, "text/plain", ""},
      {R"({"status":503,"body":{"error":{"message":"Busy"}}})",
       503,
       "application/json",
       R"({"error":{"message":"Busy"}})"},
      {R"({"body":"not what you think"})", 200, "text/plain", "not what you think"},
      {R"({"status":500,"headers":{"content-type":"application/problem+json"},"body":"{}"})",
       500,
       "application/problem+json",
       "{}"},
      {R"({"drop":"before"})", 0, "", ""},
      {R"({"drop":"after_headers"})", 0, "", ""},
      {R"({"drop":"mid_body"})", 0, "", ""},
      {R"({"status":503,"drop":"mid_body"})", 0, "", ""},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.fault);
    sandbox.fault(std::string(row.fault));
    const Answer answer = sandbox.get("/incidents");
    CHECK(answer.status == row.status);
    CHECK(answer.header("Content-Type") == row.type);
    CHECK(answer.body.find(row.body) != std::string::npos);
    CHECK(answer.broken.empty() == (row.status != 0));
    CHECK(sandbox.get("/incidents").status == 200);
  }
}

TEST_CASE("faults: a refusal carries the headers that were ordered, and no others of the limiter") {
  Fixture sandbox;
  sandbox.fault(R"({"status":429})");
  CHECK(sandbox.get("/incidents").header("ratelimit-reset").empty());
  sandbox.fault(R"({"status":429,"headers":{"ratelimit-reset":"3","retry-after":"2"}})");
  const Answer answer = sandbox.get("/incidents");
  CHECK(answer.header("ratelimit-reset") == "3");
  CHECK(answer.header("retry-after") == "2");
  CHECK_FALSE(answer.header("x-request-id").empty());
}

TEST_CASE("faults: only requests that match, as often as asked, first come first served") {
  Fixture sandbox;
  sandbox.fault(R"({"status":500,"method":"POST","path":"/incidents","count":2})");
  sandbox.fault(R"({"status":503,"path":"/users"})");
  CHECK(sandbox.get("/incidents").status == 200);
  CHECK(sandbox.call("POST", "/incidents", "{}").status == 500);
  CHECK(sandbox.get("/users/PUSER01").status == 503);
  CHECK(sandbox.call("POST", "/incidents/QSANDBOXINC008/notes", R"({"note":{"content":"x"}})").status == 500);
  CHECK(sandbox.call("POST", "/incidents/QSANDBOXINC008/notes", R"({"note":{"content":"x"}})").status == 200);
  CHECK(sandbox.effect("note.create") == 1);
}

TEST_CASE("faults: the token endpoint and the Events API fail on order too") {
  Fixture sandbox;
  sandbox.fault(R"({"status":503,"path":"/oauth/token","body":"<html></html>"})");
  sandbox.fault(R"({"status":429,"path":"/v2/enqueue"})");
  CHECK(sandbox.ask_token("as_account-us.sandbox incidents.read").header("content-type") == "text/html");
  CHECK(sandbox.send("POST", "/v2/enqueue", {}, "{}").status == 429);
}

TEST_CASE("faults: whether the request took effect") {
  struct Row {
    std::string_view fault;
    std::int64_t notes;
  };

  const Row rows[] = {
      {R"({"status":500})", 0},
      {R"({"status":500,"after_effect":true})", 1},
      {R"({"drop":"before"})", 0},
      {R"({"drop":"before","after_effect":true})", 1},
      {R"({"drop":"mid_body"})", 1},
      {R"({"status":503,"drop":"mid_body"})", 0},
      {R"({"delay_ms":1})", 1},
      {R"({"body":"garbage"})", 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.fault);
    Fixture sandbox;
    sandbox.fault(std::string(row.fault));
    sandbox.call("POST", "/incidents/QSANDBOXINC008/notes", R"({"note":{"content":"x"}})");
    CHECK(sandbox.effect("note.create") == row.notes);
  }
}

TEST_CASE("faults: a delayed answer comes late and whole, while others are served") {
  Fixture sandbox;
  sandbox.fault(R"({"delay_ms":120})");
  const auto start = std::chrono::steady_clock::now();
  const Answer answer = sandbox.get("/incidents");
  CHECK(std::chrono::steady_clock::now() - start >= 120ms);
  CHECK(answer.status == 200);
  CHECK_FALSE(answer.json().at("incidents").as_array().empty());
}

TEST_CASE("faults: orders that make no sense are refused by member") {
  struct Row {
    std::string_view fault;
    std::string_view told;
  };

  const Row rows[] = {
      {"{}", "at least one"},
      {R"({"status":99})", "/status"},
      {R"({"status":"500"})", "/status"},
      {R"({"status":500,"count":0})", "/count"},
      {R"({"delay_ms":-1})", "/delay_ms"},
      {R"({"drop":"sometimes"})", "/drop"},
      {R"({"status":500,"headers":[]})", "/headers"},
      {R"({"status":500,"after_effect":"yes"})", "/after_effect"},
      {R"({"statuz":500})", "statuz"},
      {"[]", "JSON object"},
      {"{", "JSON object"},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.fault);
    const Answer answer = sandbox.send("POST", "/sandbox/faults", {}, std::string(row.fault));
    CHECK(answer.status == 400);
    CHECK(answer.at("/error/errors/0").find(row.told) != std::string::npos);
  }
}

TEST_CASE("faults: cleared, and given at the start") {
  Options options;
  options.faults = {{.path = "/users", .count = 5, .status = 503}};
  Fixture sandbox(options);
  CHECK(sandbox.get("/users").status == 503);
  CHECK(sandbox.send("GET", "/sandbox/state").at("/faults_waiting") == "1");
  CHECK(sandbox.send("DELETE", "/sandbox/faults").status == 200);
  CHECK(sandbox.get("/users").status == 200);
}
