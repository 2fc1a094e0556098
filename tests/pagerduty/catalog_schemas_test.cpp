#include <boost/json/serialize.hpp>

#include "catalog_rows.hpp"

namespace callout::pagerduty::test {

TEST_CASE("rest_catalog: schemas of parameters stand alone") {
  for (const Operation& operation : rest_catalog().operations) {
    for (const Parameter& one : operation.parameters) {
      CAPTURE(operation.id);
      CHECK(one.schema.find("$ref") == std::string_view::npos);
      CHECK(one.schema.find("null") == std::string_view::npos);
      CHECK(one.schema.find("YYYY") == std::string_view::npos);
    }
  }
}

TEST_CASE(
    "rest_catalog: 175 operations of REST and 17 others have a body, and each schema of a body exists") {
  std::set<std::string_view> bodies;
  int with_body = 0;
  for (const Operation& operation : rest_catalog().operations) {
    CAPTURE(operation.id);
    CHECK((operation.body_required ? !operation.body.empty() : true));
    if (!operation.body.empty()) {
      ++with_body;
      bodies.insert(operation.body);
      CHECK_FALSE(rest_catalog().schema(operation.body).empty());
    }
  }
  CHECK(with_body == 175 + 17);
  CHECK(bodies.size() == 143);
  CHECK(rest_catalog().schema("NoSuchSchema").empty());
}

TEST_CASE("rest_catalog: a body is JSON, but for one") {
  CHECK(ids_where([](const Operation& one) {
          return !one.body.empty() && one.content_type != "application/json";
        }) == Names{"uploadEnrichmentCsv"});
  CHECK(row("uploadEnrichmentCsv").content_type == "text/csv");
  CHECK(schema(row("uploadEnrichmentCsv").body).at("type") == "string");
}

TEST_CASE("schemas: each is JSON, each reference resolves, each schema is used") {
  std::set<std::string_view> used;
  for (const Operation& operation : rest_catalog().operations) {
    used.insert(operation.body);
  }
  constexpr std::string_view prefix = "#/$defs/";
  for (const auto& named : rest_catalog().schemas) {
    CAPTURE(named.name);
    each_object(parse(named.json), [&](const json::object& object) {
      if (const auto* reference = object.if_contains("$ref"); reference != nullptr) {
        const std::string_view target(reference->as_string());
        REQUIRE(target.substr(0, prefix.size()) == prefix);
        const auto& all = rest_catalog().schemas;
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) {
          return one.name == target.substr(prefix.size());
        });
        REQUIRE_MESSAGE(found != all.end(), std::string(target));
        used.insert(found->name);
      }
    });
  }
  for (const auto& named : rest_catalog().schemas) {
    CAPTURE(named.name);
    CHECK(used.count(named.name) == 1);
  }
}

TEST_CASE("schemas: only keywords that draft-07 knows, and no prose") {
  const std::set<std::string_view> foreign{
      "oneOf", "nullable", "example", "description", "title", "discriminator", "writeOnly", "deprecated"};
  for (const auto& named : rest_catalog().schemas) {
    CAPTURE(named.name);
    each_object(parse(named.json), [&](const json::object& object) {
      const bool is_schema = object.contains("type") && !object.at("type").is_object();
      for (const auto& member : object) {
        CAPTURE(std::string(member.key()));
        CHECK_FALSE((is_schema && foreign.count(std::string_view(member.key())) == 1));
      }
    });
  }
}

TEST_CASE("schemas: a required member is defined, and not read-only") {
  for (const auto& named : rest_catalog().schemas) {
    CAPTURE(named.name);
    each_object(parse(named.json), [&](const json::object& object) {
      const auto* properties = object.if_contains("properties");
      const auto* required = object.if_contains("required");
      if (properties == nullptr || required == nullptr || !required->is_array()) {
        return;
      }
      for (const auto& name : required->as_array()) {
        const auto* property = properties->as_object().if_contains(std::string_view(name.as_string()));
        CAPTURE(std::string(name.as_string()));
        CHECK((property == nullptr || !property->as_object().contains("readOnly")));
      }
    });
  }
}

TEST_CASE("schemas: repairs of what the document says wrongly") {
  CHECK(schema("IncidentBody").at_pointer("/properties/details/type") == "string");
  CHECK(schema("IncidentBody").at_pointer("/properties/type/enum/0") == "incident_body");
  CHECK(schema("Reference").at("required") == json::array{"type", "id"});
  CHECK(schema("ServiceReference").at("required") == json::array{"type", "id"});
  CHECK(schema("ServiceReference").at_pointer("/properties/type/enum") == json::array{"service_reference"});
  const auto strategy =
      schema("EscalationRule").at_pointer("/properties/escalation_rule_assignment_strategy/anyOf/0");
  CHECK(strategy.at("type") == "object");
  const auto value = schema("CustomFieldsEditableFieldValue").at_pointer("/anyOf/0/properties/value");
  CHECK(json::serialize(value).find("properties") == std::string::npos);
  CHECK(schema("MatchPredicate").at_pointer("/properties/children/items/$ref") == "#/$defs/MatchPredicate");
}

} // namespace callout::pagerduty::test
