#include <chrono>

#include <doctest/doctest.h>

#include "sandbox_client.hpp"

using namespace std::chrono_literals;
using callout::sandbox_test::Answer;
using callout::sandbox_test::Fixture;
using callout::sandbox_test::Header;
using callout::sandbox_test::Options;

TEST_CASE("REST: each operation asks for its scope and no other") {
  struct Row {
    std::string_view method;
    std::string_view target;
    std::string_view scope;
  };

  const Row rows[] = {
      {"GET", "/incidents", "incidents.read"},
      {"GET", "/incidents/QSANDBOXINC008", "incidents.read"},
      {"POST", "/incidents", "incidents.write"},
      {"PUT", "/incidents", "incidents.write"},
      {"PUT", "/incidents/QSANDBOXINC008", "incidents.write"},
      {"PUT", "/incidents/QSANDBOXINC008/merge", "incidents.write"},
      {"POST", "/incidents/QSANDBOXINC008/snooze", "incidents.write"},
      {"GET", "/incidents/QSANDBOXINC008/notes", "incidents.read"},
      {"POST", "/incidents/QSANDBOXINC008/notes", "incidents.write"},
      {"GET", "/incidents/QSANDBOXINC008/alerts", "incidents.read"},
      {"GET", "/log_entries", "incidents.read"},
      {"GET", "/services", "services.read"},
      {"POST", "/services", "services.write"},
      {"GET", "/users", "users.read"},
      {"GET", "/teams", "teams.read"},
      {"GET", "/escalation_policies", "escalation_policies.read"},
      {"GET", "/schedules", "schedules.read"},
      {"POST", "/schedules/PSCHED1/overrides", "schedules.write"},
      {"GET", "/schedules/PSCHED1/users", "users.read"},
      {"GET", "/oncalls", "oncalls.read"},
      {"GET", "/priorities", "priorities.read"},
      {"GET", "/abilities", "abilities.read"},
      {"GET", "/tags", "tags.read"},
      {"GET", "/change_events", "change_events.read"},
      {"GET", "/maintenance_windows", "services.read"},
      {"DELETE", "/maintenance_windows/PNONE01", "services.write"},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.method);
    CAPTURE(row.target);
    const std::string scope(row.scope);
    const std::string account = "as_account-us.sandbox ";
    // The other half of the same resource must not do: write does not imply read, nor read write.
    const std::string stem = scope.substr(0, scope.find('.'));
    sandbox.token = sandbox.token_for(account + stem + (scope.ends_with("read") ? ".write" : ".read"));
    const Answer refused = sandbox.call(std::string(row.method), std::string(row.target));
    CHECK(refused.status == 403);
    CHECK(refused.at("/error/code") == "2010");
    CHECK(refused.at("/error/required_scopes/0") == scope);
    sandbox.token = sandbox.token_for(account + scope);
    CHECK(sandbox.call(std::string(row.method), std::string(row.target)).status != 403);
  }
}

TEST_CASE("REST: which credentials are taken") {
  struct Row {
    std::string_view name;
    std::string authorization;
    unsigned status = 0;
  };

  Fixture sandbox;
  const Row rows[] = {
      {"bearer token", "Bearer " + sandbox.token, 200},
      {"scheme in lower case", "bearer " + sandbox.token, 200},
      {"API key", "Token token=sandbox-api-token", 200},
      {"wrong API key", "Token token=other", 401},
      {"unknown bearer token", "Bearer abc", 401},
      {"API key as bearer", "Bearer sandbox-api-token", 401},
      {"Basic", "Basic c2FuZGJveA==", 401},
      {"nothing", "", 401},
      {"token of the other region",
       "Bearer " + sandbox.token_for("as_account-eu.sandbox incidents.read"),
       401},
      {"token of another account", "Bearer " + sandbox.token_for("as_account-us.other incidents.read"), 404},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    std::vector<Header> headers;
    if (!row.authorization.empty()) {
      headers.push_back({"Authorization", row.authorization});
    }
    const Answer answer = sandbox.send("GET", "/incidents?limit=1", headers);
    CHECK(answer.status == row.status);
    if (row.status == 401) {
      CHECK(answer.at("/error/code") == "2006");
      CHECK_FALSE(answer.at("/error/message").empty());
    }
    CHECK(answer.body.find(sandbox.token) == std::string::npos);
  }
}

TEST_CASE("REST: what is malformed is refused in PagerDuty's shape") {
  struct Row {
    std::string_view name;
    std::string_view method;
    std::string_view target;
    std::string_view body;
    unsigned status = 0;
    std::string_view code;
  };

  const Row rows[] = {
      {"unknown incident", "GET", "/incidents/PNONE", "", 404, "2100"},
      {"unknown path", "GET", "/nonsense", "", 404, "2100"},
      {"root", "GET", "/", "", 404, "2100"},
      {"unknown method", "DELETE", "/incidents", "", 405, "2001"},
      {"broken JSON", "POST", "/incidents", "{", 400, "2001"},
      {"JSON that is no object", "POST", "/incidents", "[]", 400, "2001"},
      {"no body", "POST", "/incidents", "", 400, "2001"},
      {"no wrapper", "POST", "/incidents", R"({"title":"x"})", 400, "2001"},
      {"bad escape in the path", "GET", "/incidents/%zz", "", 400, "2001"},
      {"unknown status", "GET", "/incidents?statuses[]=open", "", 400, "2001"},
  };
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Answer answer =
        sandbox.call(std::string(row.method), std::string(row.target), std::string(row.body));
    CHECK(answer.status == row.status);
    CHECK(answer.at("/error/code") == row.code);
    CHECK_FALSE(answer.at("/error/message").empty());
    CHECK(answer.header("x-request-id").size() == 32);
  }
}

TEST_CASE("REST: the From header is needed where PagerDuty needs it") {
  Fixture sandbox;
  const std::string note = R"({"note":{"content":"x"}})";
  const Header auth{"Authorization", "Bearer " + sandbox.token};
  const Header type{"Content-Type", "application/json"};
  const auto post = [&](const std::vector<Header>& headers) {
    return sandbox.send("POST", "/incidents/QSANDBOXINC008/notes", headers, note);
  };
  CHECK(post({auth, type}).status == 400);
  CHECK(post({auth, type, {"From", "stranger@example.com"}}).at("/error/errors/0") ==
        "Requester User Not Found");
  CHECK(post({auth, type, {"From", "Automation@Example.com"}}).at("/note/user/id") == "PUSER06");
  CHECK(sandbox.effect("note.create") == 1);
}

TEST_CASE("REST: media types that are no JSON are refused") {
  Fixture sandbox;
  const Header auth{"Authorization", "Bearer " + sandbox.token};
  const Header from{"From", "automation@example.com"};
  CHECK(sandbox.send("GET", "/incidents", {auth, {"Accept", "text/html"}}).status == 406);
  CHECK(sandbox.send("GET", "/incidents", {auth, {"Accept", "application/json"}}).status == 200);
  CHECK(sandbox.send("POST", "/incidents", {auth, from, {"Content-Type", "text/plain"}}, "x").status == 415);
}

TEST_CASE("REST: only a user's own key has a current user") {
  Options options;
  Fixture account_key(options);
  CHECK(account_key.send("GET", "/users/me", {{"Authorization", "Token token=sandbox-api-token"}}).status ==
        400);
  CHECK(account_key.get("/users/me").status == 400);
  options.api_token_user = "incident.commander@example.com";
  Fixture user_key(options);
  const Answer me = user_key.send("GET", "/users/me", {{"Authorization", "Token token=sandbox-api-token"}});
  CHECK(me.status == 200);
  CHECK(me.at("/user/id") == "PUSER04");
}

TEST_CASE("rate limit: counted for each credential, told in headers, over after a minute") {
  Options options;
  options.rate_limit = 2;
  Fixture sandbox(options);
  const Answer first = sandbox.get("/abilities");
  CHECK(first.header("ratelimit-limit") == "2");
  CHECK(first.header("ratelimit-remaining") == "1");
  CHECK(first.header("ratelimit-reset") == "60");
  *sandbox.now += 10s;
  CHECK(sandbox.get("/abilities").header("ratelimit-remaining") == "0");
  const Answer refused = sandbox.get("/abilities");
  CHECK(refused.status == 429);
  CHECK(refused.at("/error/code") == "2020");
  CHECK(refused.header("ratelimit-reset") == "50");
  CHECK(sandbox.send("GET", "/abilities", {{"Authorization", "Token token=sandbox-api-token"}}).status ==
        200);
  *sandbox.now += 50s;
  CHECK(sandbox.get("/abilities").status == 200);
}
