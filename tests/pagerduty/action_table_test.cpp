#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <callout/rest/request_builder.hpp>
#include <doctest/doctest.h>

#include "action_table.hpp"
#include "catalog.hpp"

using namespace callout::pagerduty;
namespace json = boost::json;
namespace rest = callout::rest;

namespace {

json::object described(std::string_view name) {
  auto action = describe_action(name);
  REQUIRE_MESSAGE(action.has_value(), std::string(name));
  return std::move(*action);
}

bool contains(const json::value& list, std::string_view text) {
  const json::array& array = list.as_array();
  return std::find(array.begin(), array.end(), json::value(text)) != array.end();
}

rest::Result<rest::HttpRequest>
build(const rest::Operation& operation, const json::object& input, const json::value& from) {
  const json::object defaults{{"from", from}};
  return rest::build_request(
      rest_catalog(), operation, input, {.connector = "pagerduty", .base_path = "", .defaults = &defaults});
}

} // namespace

TEST_CASE("action_rows: 505 rows with what people and tools sort by") {
  const json::array rows = action_rows();
  CHECK(rows.size() == 505);
  std::set<std::string> names;
  for (const json::value& row : rows) {
    names.emplace(row.at("name").as_string());
    CHECK(!row.at("title").as_string().empty());
    CHECK(row.at("tags").as_array().size() == 1);
  }
  CHECK(names.size() == 505);
}

TEST_CASE("action_rows: what a row says of scope, risk, repetition and age") {
  const json::object list = described("listIncidents");
  CHECK(list.at("scope") == "incidents.read");
  CHECK(list.at("risk") == "read");
  CHECK(list.at("idempotent") == true);
  CHECK(!list.contains("deprecated"));
  const json::object removal = described("deleteService");
  CHECK(removal.at("risk") == "destructive");
  CHECK(described("createIncident").at("idempotent") == false);
  CHECK(described("createCustomFieldsField").at("deprecated") == true);
  CHECK(!described("createCustomShifts").contains("scope"));
}

TEST_CASE("describe_action: the description says how it is called and what to mind") {
  struct Row {
    std::string_view action;
    std::string_view text;
  };

  const Row rows[] = {
      {"listIncidents", "GET /incidents."},
      {"createIncident", "POST /incidents. Acts in the name of the user"},
      {"createIncident", "Has a rate limit of its own"},
      {"createCustomFieldsField", "Deprecated by PagerDuty."},
      {"createChangeEvent", "POST https://events.pagerduty.com/v2/change/enqueue. Needs no credential"},
      {"slack.getConnections", "GET https://app.pagerduty.com/integration-slack/workspaces/"}};
  for (const Row& row : rows) {
    CAPTURE(row.action);
    const std::string text(described(row.action).at("description").as_string());
    CAPTURE(text);
    CHECK(text.find(row.text) != std::string::npos);
  }
  CHECK(!describe_action("listIncident"));
  CHECK(!describe_action(""));
}

TEST_CASE("describe_action: From is no required member, since the connection may give it") {
  const json::object schema = described("createIncident").at("input_schema").as_object();
  CHECK(schema.at("properties").as_object().contains("from"));
  CHECK(!schema.contains("required"));
}

TEST_CASE("describe_action: every schema names the path's parameters and refers only to what it holds") {
  for (const rest::Operation& operation : rest_catalog().operations) {
    CAPTURE(operation.id);
    const json::object schema = described(operation.id).at("input_schema").as_object();
    CHECK(schema.at("type") == "object");
    for (const rest::Parameter& parameter : operation.parameters) {
      CAPTURE(parameter.name);
      CHECK(schema.at("properties").as_object().contains(parameter.name));
      if (parameter.location == rest::Location::path) {
        CHECK(contains(schema.at("required"), parameter.name));
      }
    }
    const std::string text = json::serialize(schema);
    constexpr std::string_view prefix = R"("$ref":"#/$defs/)";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1)) {
      const std::size_t begin = at + prefix.size();
      CHECK(schema.at("$defs").as_object().contains(text.substr(begin, text.find('"', begin) - begin)));
    }
  }
}

TEST_CASE("describe_action: every example is an input from which a request can be built") {
  for (const rest::Operation& operation : rest_catalog().operations) {
    CAPTURE(operation.id);
    json::object input = described(operation.id).at("example").as_object();
    const auto request = build(operation, input, "sre@example.com");
    CHECK_MESSAGE(request.has_value(),
                  json::serialize(input) << " " << (request ? "" : request.error().detail()));
    if (request) {
      CHECK(request->target.find('{') == std::string::npos);
      CHECK(request->idempotent == operation.idempotent);
      CHECK(find_header(request->headers, "Accept") == operation.accept);
      CHECK(find_header(request->headers, "X-EARLY-ACCESS") == operation.early_access);
    }
  }
}

TEST_CASE("describe_action: an example without one of its members is refused by that member's name") {
  for (const rest::Operation& operation : rest_catalog().operations) {
    const json::object whole = described(operation.id).at("example").as_object();
    for (const rest::Parameter& parameter : operation.parameters) {
      if (!parameter.required) {
        continue;
      }
      CAPTURE(operation.id);
      CAPTURE(parameter.name);
      json::object input = whole;
      input.erase(parameter.name);
      const auto request = build(operation, input, nullptr);
      REQUIRE(!request);
      CHECK(request.error().status == CALLOUT_E_INVALID_ARGUMENT);
      CHECK(request.error().members.at("pointer").as_string() == "/" + std::string(parameter.name));
    }
  }
}

TEST_CASE("describe_action: an example shows what a value looks like") {
  const json::object incident = described("createIncident").at("example").as_object();
  CHECK(!incident.contains("from"));
  CHECK(incident.at("incident").at("service").at("id") == "PSERV01");
  CHECK(incident.at("incident").at("title") == "Checkout answers 502"); // written, not made
  CHECK(described("getIncident").at("example") == json::object{{"id", "PABC123"}});
  CHECK(described("listServices").at("example") == json::object());
}
