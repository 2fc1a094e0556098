#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "curated/action.hpp"
#include "curated/actions.hpp"
#include "curated_fixture.hpp"

namespace callout::pagerduty::test {

TEST_CASE("scopes.plan: the least scope of a list of actions") {
  struct Row {
    json::object input;
    std::string_view scope;
  };

  const Row rows[] = {
      {{{"actions", json::array{"listIncidents"}}}, "incidents.read"},
      {{{"actions", json::array{"listIncidents", "getIncident", "createIncident"}}},
       "incidents.read incidents.write"},
      {{{"actions", json::array{"incident.note"}}, {"account", "us.acme"}},
       "as_account-us.acme incidents.read incidents.write"},
      {{{"actions", json::array{"incident.note"}}, {"ids_only", true}}, "incidents.write"},
      {{{"actions", json::array{"service.find"}}, {"ids_only", true}, {"account", "as_account-eu.acme"}},
       "as_account-eu.acme services.read"},
      {{{"actions", json::array{"createV2Event", "request", "webhook.verify"}}}, ""},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config()); // without a session
  for (const Row& row : rows) {
    CAPTURE(row.input);
    CHECK(done(instance, "scopes.plan", row.input).at("scope") == json::value(row.scope));
  }
  CHECK(fixture.log_text().empty());
}

TEST_CASE(
    "scopes.plan: names the scopes that the actions' descriptions name, as `callout validate` adds them up") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  sdk::testing::PluginUnderTest plugin(&callout_plugin_entry_v1);
  json::array names{"listUsers", "createV2Event", "request"};
  for (const curated::Action* const action : curated::all_actions()) {
    names.emplace_back(action->name);
  }
  for (const json::value& name : names) {
    CAPTURE(name);
    const Answer description = plugin.describe(std::string(name.as_string()));
    std::istringstream words(description.member("scope") + " " + description.member("lookup_scope"));
    const std::set<std::string> scopes(std::istream_iterator<std::string>(words), {});
    const json::value plan = done(instance, "scopes.plan", {{"actions", json::array{name}}});
    CHECK(plan.at("scopes") == json::array(scopes.begin(), scopes.end()));
  }
}

TEST_CASE("scopes.plan: says what each action needs, and which need nothing") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  const json::value plan =
      done(instance, "scopes.plan", {{"actions", json::array{"listUsers", "createV2Event"}}});
  CHECK(plan.at("scopes") == json::array{"users.read"});
  CHECK(plan.at("by_action").at(0) ==
        json::object{{"action", "listUsers"}, {"scopes", json::array{"users.read"}}});
  CHECK(plan.at("without_scope") == json::array{"createV2Event"});
}

TEST_CASE("scopes.plan: a session with the planned scope carries the actions out") {
  struct Row {
    std::string_view action;
    json::object input;
  };

  const Row rows[] = {
      {"oncall.now", {{"service", "Checkout API"}}},
      {"oncall.now", {{"escalation_policy", "Payments on call"}}},
      {"oncall.now", {{"schedule", "Data shifts"}}},
      {"oncall.override",
       {{"schedule", "Data shifts"}, {"user", "automation@example.com"}, {"duration", "1h"}}},
      {"maintenance.start", {{"services", "Search"}, {"duration", "1h"}}},
      {"maintenance.end", {{"services", "Search"}}},
      {"service.find", {{"team", "Data"}}},
      {"user.find", {{"team", "Data"}}},
      {"event.change", {{"service", "Search"}, {"summary", "x"}}},
      {"webhook.ensure",
       {{"team", "Data"},
        {"url", "https://hooks.example.com/"},
        {"events", json::array{"incident.triggered"}}}},
  };
  CuratedFixture fixture;
  const json::object config =
      with(fixture.config(), {{"from", fixture.ready("from")}, {"events_url", fixture.ready("base_url")}});
  for (const Row& row : rows) {
    CAPTURE(row.action);
    InstanceUnderTest planner = fixture.create(config);
    const json::value plan =
        done(planner,
             "scopes.plan",
             {{"actions", json::array{json::value(row.action)}}, {"account", "us.sandbox"}});
    InstanceUnderTest instance = fixture.connect(config, plan.at("scope").as_string());
    done(instance, row.action, row.input);
  }
}

TEST_CASE("scopes.plan: where only ids are given, less is planned, and it is enough") {
  struct Row {
    std::string_view action;
    json::object input;
  };

  const json::value incident = "QSANDBOXINC008";
  CuratedFixture fixture;
  const json::object config =
      with(fixture.config(), {{"from", fixture.ready("from")}, {"events_url", fixture.ready("base_url")}});
  const json::object event{{"routing_key", fixture.ready("routing_key")}};
  const json::object key{{"dedup_key", "db-1/disk"}};
  const Row rows[] = {
      {"incident.create",
       {{"service", "PSERV01"}, {"title", "x"}, {"priority", {{"id", "PPRIO01"}}}, {"assignees", "PUSER01"}}},
      {"incident.escalate", {{"incident", incident}, {"level", 1}}},
      {"incident.reassign", {{"incident", incident}, {"users", "PUSER05"}}},
      {"incident.snooze", {{"incident", incident}, {"for", "1h"}}},
      {"incident.note", {{"incident", incident}, {"note", "x"}}},
      {"incident.page", {{"incident", incident}, {"message", "x"}, {"users", "PUSER05"}}},
      {"incident.status_update", {{"incident", incident}, {"message", "x"}}},
      {"incident.merge", {{"into", incident}, {"incidents", json::array{"QSANDBOXINC011"}}}},
      {"maintenance.start", {{"services", "PSERV04"}, {"duration", "1h"}}},
      {"oncall.override", {{"schedule", "PSCHED3"}, {"user", "PUSER06"}, {"duration", "1h"}}},
      {"service.find", {{"team", "PTEAM03"}}},
      {"user.find", {{"team", "PTEAM03"}}},
      {"event.trigger", with(event, {{"summary", "x"}})},
      {"event.acknowledge", with(event, key)},
      {"event.resolve", with(event, key)},
      {"event.change", with(event, {{"summary", "x"}})},
      {"webhook.ensure",
       {{"service", "PSERV01"},
        {"url", "https://hooks.example.com/"},
        {"events", json::array{"incident.triggered"}}}},
  };
  InstanceUnderTest planner = fixture.create(config);
  std::set<std::string_view> planned;
  for (const Row& row : rows) {
    CAPTURE(row.action);
    json::object wish{{"actions", json::array{json::value(row.action)}}, {"account", "us.sandbox"}};
    const json::value by_name = done(planner, "scopes.plan", wish);
    wish["ids_only"] = true;
    const json::value by_id = done(planner, "scopes.plan", wish);
    CHECK(by_id.at("scopes").as_array().size() < by_name.at("scopes").as_array().size());
    InstanceUnderTest instance = by_id.at("scopes").as_array().empty()
                                     ? fixture.create(config) // an event's key is its credential
                                     : fixture.connect(config, by_id.at("scope").as_string());
    done(instance, row.action, row.input);
    planned.insert(row.action);
  }
  for (const curated::Action* const action : curated::all_actions()) {
    CAPTURE(action->name);
    CHECK(planned.contains(action->name) == !action->lookup_scope.empty());
  }
}

TEST_CASE("scopes.plan: unknown names get the nearest ones, all at once") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  const Answer answer = instance.invoke(
      "scopes.plan",
      {{"actions", json::array{"listIncident", "oncall.now", "incident.notes", "xyzzy12345"}}});
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  const json::value errors = answer.json().at("errors");
  REQUIRE(errors.as_array().size() == 3);
  CHECK(errors.at(0).at("nearest") == "listIncidents");
  CHECK(errors.at(0).at("pointer") == "/actions/0");
  CHECK(errors.at(1).at("nearest") == "incident.note");
  CHECK(!errors.at(2).as_object().contains("nearest"));
  CHECK(answer.member("detail").find("did you mean listIncidents?") != std::string::npos);
  CHECK(instance.invoke("scopes.plan", {{"actions", json::array{"listUsers"}}, {"account", "acme"}})
            .member("pointer") == "/account");
}

} // namespace callout::pagerduty::test
