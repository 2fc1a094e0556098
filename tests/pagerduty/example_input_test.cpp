#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "catalog.hpp"
#include "example_input.hpp"
#include "example_value.hpp"

namespace callout::pagerduty {
namespace {

namespace json = boost::json;

json::object example(std::string_view id, Extent extent) {
  const rest::Operation* const operation = rest_catalog().find(id);
  REQUIRE(operation != nullptr);
  return example_input(*operation, extent);
}

} // namespace

TEST_CASE("example_input: required holds nothing that may be left out") {
  struct Row {
    std::string_view id;
    std::string_view input;
  };

  const Row rows[] = {
      {"listIncidents", "{}"},
      {"getIncident", R"({"id":"PABC123"})"},
      {"updateTeam", R"({"id":"PABC123","team":{"name":"name"}})"},
      {"deleteEnrichmentSchema", R"({"schema_id":"3f0e2a54-6c3b-4f4e-9d6a-0b8f3f1c2d4e"})"},
      {"uploadEnrichmentCsv", R"({"schema_id":"3f0e2a54-6c3b-4f4e-9d6a-0b8f3f1c2d4e","body":"body"})"},
      {"createIpAllowList",
       R"({"ip_allow_list":{"state":"enabled","cidr_entries":[{"cidr":"192.0.2.0/24"}]}})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.id);
    CHECK(json::serialize(example(row.id, Extent::required)) == row.input);
  }
}

TEST_CASE("example_input: an alternative of the body brings what it needs") {
  const json::object event = example("createV2Event", Extent::required);
  CHECK(event.at("event_action") == "trigger");
  CHECK(event.at("payload").as_object().contains("summary"));
  CHECK(event.at("routing_key").as_string().size() == 32);
}

TEST_CASE(
    "example_input: everything holds each parameter and what a body may hold, but not what is filled in") {
  const json::object list = example("listIncidents", Extent::everything);
  CHECK(list.size() == rest_catalog().find("listIncidents")->parameters.size());
  CHECK(list.at("statuses") == json::array{"triggered"});
  const json::object incident = example("createIncident", Extent::everything);
  CHECK(incident.at("from") == "sre@example.com");
  CHECK(!incident.contains("body"));
  CHECK(incident.at("incident").as_object().contains("incident_key"));
  CHECK(!incident.at("incident").at("service").as_object().contains("html_url"));
}

TEST_CASE("example_input: telling shows what a change may hold where nothing is required") {
  CHECK(example("updateIncident", Extent::required).at("incident") != json::value());
  const json::object bare = example("createEntityTypeByIdChangeTags", Extent::required);
  const json::object telling = example("createEntityTypeByIdChangeTags", Extent::telling);
  CHECK(!bare.contains("add"));
  CHECK(telling.contains("add"));
  CHECK(example("listIncidents", Extent::telling).empty());
}

TEST_CASE("plain_value: keeps to the bounds of its schema") {
  struct Row {
    json::object schema;
    std::string_view name;
    json::value expected;
  };

  const Row rows[] = {
      {{{"type", "string"}}, "title", "title"},
      {{{"type", "string"}}, "", "text"},
      {{{"type", "string"}}, "team_id", "PABC123"},
      {{{"type", "string"}, {"format", "email"}}, "login", "sre@example.com"},
      {{{"type", "string"}, {"minLength", 9}}, "id", "PABC12300"},
      {{{"type", "string"}, {"maxLength", 3}}, "title", "tit"},
      {{{"type", "integer"}}, "n", 1},
      {{{"type", "integer"}, {"minimum", 60}}, "n", 60},
      {{{"type", "number"}, {"exclusiveMinimum", 2}}, "n", 3},
      {{{"type", json::array{"boolean", "null"}}}, "b", true},
  };
  for (const Row& row : rows) {
    CAPTURE(json::serialize(row.schema));
    CHECK(plain_value(row.schema, row.name) == row.expected);
  }
}

TEST_CASE("named_value: a schema's own word comes first") {
  CHECK(*named_value({{"const", 1}, {"enum", json::array{2}}}) == 1);
  CHECK(*named_value({{"enum", json::array{"a", "b"}}, {"default", "b"}}) == "a");
  CHECK(*named_value({{"examples", json::array{"tag"}}}) == "tag");
  CHECK(*named_value({{"default", false}}) == false);
  CHECK(named_value({{"type", "string"}}) == nullptr);
}

} // namespace callout::pagerduty
