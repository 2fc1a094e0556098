#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

std::string ids(const json::value& rows) {
  std::string text;
  for (const json::value& row : rows.as_array()) {
    text.append(text.empty() ? "" : " ").append(row.at("id").as_string());
  }
  return text;
}

} // namespace

TEST_CASE("service.find and user.find: by a part of the name or address, few members") {
  struct Row {
    std::string_view action;
    json::object input;
    std::string_view ids;
    bool truncated;
  };

  const Row rows[] = {
      {"service.find", {{"query", "PAY"}}, "PSERV02", false},
      {"service.find", {{"team", "Data"}}, "PSERV05 PSERV04", false},
      {"service.find", {{"query", "nothing"}}, "", false},
      {"service.find", {{"limit", 2}}, "PSERV01 PSERV05", true},
      {"service.find", {{"limit", 5}}, "PSERV01 PSERV05 PSERV03 PSERV02 PSERV04", false},
      {"user.find", {{"query", "commander@"}}, "PUSER04", false},
      {"user.find", {{"query", "engineer"}, {"team", "PTEAM02"}}, "PUSER02", false},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const json::value found = done(instance, row.action, row.input);
    CHECK(ids(found.at(row.action == "user.find" ? "users" : "services")) == row.ids);
    CHECK(found.at("truncated") == row.truncated);
  }
}

TEST_CASE("service.find: what a row refers to is an id and a name") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  const json::value row = done(instance, "service.find", {{"query", "Search"}}).at("services").at(0);
  CHECK(row.at("escalation_policy") == json::object{{"id", "PESCP03"}, {"name", "Data, best effort"}});
  CHECK(row.at("teams") == json::array{json::object{{"id", "PTEAM03"}, {"name", "Data"}}});
  CHECK(!row.as_object().contains("integrations"));
}

} // namespace callout::pagerduty::test
