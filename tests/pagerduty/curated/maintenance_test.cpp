#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

json::value start(InstanceUnderTest& instance, json::value services) {
  return done(instance,
              "maintenance.start",
              {{"services", std::move(services)}, {"duration", "2h"}, {"description", "Upgrade"}});
}

} // namespace

TEST_CASE("maintenance.start: opens a window on services by name, in the name of the connection's user") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value window =
      start(instance, json::array{"Search", "nightly reports"}).at("maintenance_window");
  CHECK(window.at("services").at(0).at("id") == "PSERV04");
  CHECK(window.at("services").at(1).at("id") == "PSERV05");
  CHECK(window.at("description") == "Upgrade");
  CHECK(window.at("created_by").at("type") == "user_reference");
  const json::value open = done(instance, "listMaintenanceWindows", {{"filter", "ongoing"}});
  CHECK(open.at("maintenance_windows").as_array().size() == 1);
}

TEST_CASE("maintenance.end: by window, once; a second time it is over already") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value window = start(instance, "Search").at("maintenance_window");
  const json::value ended = done(instance, "maintenance.end", {{"window", window.at("html_url")}});
  CHECK(ended.at("ended").at(0).at("id") == window.at("id"));
  CHECK(ended.at("left").as_array().empty());
  const json::value again = done(instance, "maintenance.end", {{"window", window}});
  CHECK(again.at("ended").as_array().empty());
  CHECK(again.at("left").at(0).at("why") == "It is over already.");
  CHECK(effects(instance, "maintenance_window.delete") == 1);
}

TEST_CASE("maintenance.end: by service, and those that cover others stay") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value own = start(instance, "Search").at("maintenance_window");
  const json::value shared = start(instance, json::array{"Search", "PSERV05"}).at("maintenance_window");
  const json::value ended = done(instance, "maintenance.end", {{"services", "search"}});
  REQUIRE(ended.at("ended").as_array().size() == 1);
  CHECK(ended.at("ended").at(0).at("id") == own.at("id"));
  CHECK(ended.at("left").at(0).at("id") == shared.at("id"));
  const json::value rest =
      done(instance, "maintenance.end", {{"services", json::array{"search", "PSERV05"}}});
  CHECK(rest.at("ended").at(0).at("id") == shared.at("id"));
}

TEST_CASE("maintenance.end: a dry run shows every window that would end") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  start(instance, "Search");
  start(instance, "Search");
  const json::value shown = done(instance, "maintenance.end", {{"services", "Search"}, {"dry_run", true}});
  CHECK(shown.at("requests").as_array().size() == 2);
  CHECK(effects(instance, "maintenance_window.delete") == 0);
}

TEST_CASE("maintenance.end: one that fails does not keep the others open") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  start(instance, "Search");
  start(instance, "Search");
  fixture.fault({{"method", "DELETE"}, {"path", "/maintenance_windows"}, {"status", 400}});
  const Answer answer = instance.invoke("maintenance.end", {{"services", "Search"}});
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.json().at("ended").as_array().size() == 1);
}

TEST_CASE("maintenance.*: what names nothing is refused") {
  struct Row {
    std::string_view action;
    json::object input;
    callout_status status;
    std::string_view pointer;
  };

  const Row rows[] = {
      {"maintenance.end", {}, CALLOUT_E_INVALID_ARGUMENT, "/window"},
      {"maintenance.end", {{"window", ""}}, CALLOUT_E_INVALID_ARGUMENT, "/window"},
      {"maintenance.end", {{"window", "https://x.example"}}, CALLOUT_E_INVALID_ARGUMENT, "/window"},
      {"maintenance.end", {{"window", "PNONE01"}}, CALLOUT_E_NOT_FOUND, ""},
      {"maintenance.start", {{"services", "Search"}}, CALLOUT_E_INVALID_ARGUMENT, "/duration"},
      {"maintenance.start",
       {{"services", json::array{"Search", "Nix"}}, {"duration", 60}},
       CALLOUT_E_NOT_FOUND,
       "/services/1"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const Answer answer = instance.invoke(row.action, row.input);
    CHECK(answer.status == row.status);
    CHECK(answer.member("pointer") == row.pointer);
  }
}

} // namespace callout::pagerduty::test
