#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/request_validator.hpp>
#include <doctest/doctest.h>

#include "catalog.hpp"

// The real rows: inputs that are right, each broken in one place.

namespace callout::test {
namespace {

namespace json = boost::json;

const json::object& valid_inputs() {
  static const json::object inputs = json::parse(R"json({
    "createIncident": {"from": "sre@example.com", "incident": {
      "type": "incident", "title": "Disk full", "urgency": "high",
      "service": {"id": "PSVC", "type": "service_reference"},
      "body": {"type": "incident_body", "details": "sda1"},
      "assignments": [{"assignee": {"id": "PUSR", "type": "user_reference"}}],
      "colour": "members that are not known pass"}},
    "updateIncident": {"id": "PINC", "from": "sre@example.com", "incident": {
      "type": "incident", "status": "resolved", "priority": {"id": "PPRI", "type": "priority"}}},
    "createEscalationPolicy": {"escalation_policy": {"name": "Web", "num_loops": 2, "escalation_rules": [
      {"escalation_delay_in_minutes": 10, "targets": [{"id": "PUSR", "type": "user_reference"}],
       "escalation_rule_assignment_strategy": {"type": "round_robin"}}]}},
    "createServiceIntegration": {"id": "PSVC", "integration": {"name": "Mail", "type": "generic_email_inbound_integration",
      "email_parsers": [{"action": "trigger", "match_predicate": {"type": "all", "part": "body", "children": [
        {"type": "not", "part": "body", "children": [
          {"type": "contains", "part": "subject", "matcher": "down", "children": []}]}]}}]}},
    "createUserContactMethod": {"id": "PUSR", "contact_method": {
      "type": "phone_contact_method", "label": "Mobile", "address": "5551234", "country_code": 49}},
    "createWebhookSubscription": {"webhook_subscription": {"type": "webhook_subscription",
      "delivery_method": {"type": "http_delivery_method", "url": "https://example.com"},
      "events": ["incident.triggered"], "filter": {"type": "account_reference"}}},
    "updateIpAllowList": {"id": "PLST", "ip_allow_list": {"state": "enabled", "cidr_entries": [{"cidr": "192.0.2.0/24", "description": null}]}},
    "createOauthClient": {"oauth_client": {"name": "c", "grant_type": "client_credentials", "client_id": "i", "client_secret": "hidden-value",
      "token_url": "https://example.com/t"}},
    "listCustomShifts": {"id": "PSCH", "limit": "100"},
    "listIncidents": {"limit": "5", "total": "true", "urgencies": "high", "statuses": ["triggered"],
      "since": "yesterday", "date_range": null}
  })json")
                                         .as_object();
  return inputs;
}

struct Row {
  std::string_view action;
  std::string_view place; ///< what is changed
  std::string_view value; ///< JSON; empty: taken away
  std::string_view detail;
  std::string_view pointer = {}; ///< when it is not `place`
};

json::object broken(const Row& row) {
  json::value input = valid_inputs().at(row.action);
  const std::size_t last = row.place.rfind('/');
  json::value& parent = last == 0 ? input : input.at_pointer(row.place.substr(0, last));
  const std::string_view name = row.place.substr(last + 1);
  if (row.value.empty()) {
    REQUIRE(parent.as_object().erase(name) == 1);
  } else {
    parent.as_object()[name] = json::parse(json::string_view(row.value.data(), row.value.size()));
  }
  return input.as_object();
}

const rest::Operation& operation(std::string_view action) {
  const rest::Operation* const found = pagerduty::rest_catalog().find(action);
  REQUIRE(found != nullptr);
  return *found;
}

std::string text_of(const std::vector<rest::Finding>& findings) {
  std::string text;
  for (const rest::Finding& finding : findings) {
    text += finding.pointer + " " + finding.detail + "\n";
  }
  return text;
}

} // namespace

TEST_CASE("request_validator: inputs that are right pass, and so do members that nobody knows") {
  const rest::RequestValidator validator(pagerduty::rest_catalog());
  for (const auto& row : valid_inputs()) {
    const std::string action(row.key());
    CAPTURE(action);
    CHECK(text_of(validator.find_faults(operation(action), row.value().as_object())).empty());
  }
}

TEST_CASE("request_validator: each broken place is pointed to, with what is allowed") {
  const Row rows[] = {
      {"createIncident", "/incident/title", "", "is missing; it must be a string"},
      {"createIncident", "/incident/title", "7", "must be a string, not an integer"},
      {"createIncident", "/incident/service", "", "is missing; it must be an object with `type` and `id`"},
      {"createIncident", "/incident/service/id", "", "is missing"},
      {"createIncident", "/incident/service", R"("PSVC")", "must be an object, not a string"},
      {"createIncident",
       "/incident/urgency",
       R"("hig")",
       "cannot be `hig`; allowed are `high` and `low`; did you mean `high`?"},
      {"createIncident",
       "/incident/urgency",
       "null",
       "must be a string, not null; allowed: one of `high` and `low`"},
      {"createIncident", "/incident/type", R"("event")", "cannot be `event`; allowed is `incident`"},
      {"createIncident",
       "/incident/assignments/0/assignee",
       R"({"type":"user_reference"})",
       "is missing",
       "/incident/assignments/0/assignee/id"},
      {"createIncident", "/incident/assignments", "{}", "must be an array, not an object"},
      {"createIncident",
       "/incident",
       "",
       "is missing; it must be an object with `type`, `title` and `service`"},
      {"updateIncident",
       "/incident/priority",
       "3",
       "must be an object with `id` and `type`, or a string, not an integer"},
      {"updateIncident",
       "/incident/priority/type",
       R"("prio")",
       "cannot be `prio`; allowed are `priority` and `priority_reference`"},
      {"updateIncident", "/incident/priority/id", "", "is missing; it must be a string"},
      {"createEscalationPolicy", "/escalation_policy/num_loops", "-1", "must be at least 0, not `-1`"},
      {"createEscalationPolicy",
       "/escalation_policy/num_loops",
       R"("2")",
       "must be an integer, not a string"},
      {"createEscalationPolicy",
       "/escalation_policy/num_loops",
       "-9223372036854775808",
       "must be at least 0, not `-9223372036854775808`"},
      {"createUserContactMethod",
       "/contact_method/label",
       "18446744073709551615",
       "must be a string, not an integer"},
      {"createIncident", "/incident/urgency", "18446744073709551615", "must be a string, not an integer"},
      {"createEscalationPolicy", "/escalation_policy/num_loops", "1.5", "must be an integer, not a number"},
      {"createEscalationPolicy",
       "/escalation_policy/escalation_rules/0/targets",
       "[]",
       "has 0 items; it must have at least 1 item"},
      {"createEscalationPolicy",
       "/escalation_policy/escalation_rules/0/escalation_rule_assignment_strategy/type",
       R"("robin")",
       "cannot be `robin`; allowed are `round_robin` and `assign_to_everyone`"},
      {"createServiceIntegration",
       "/integration/email_parsers/0/match_predicate/children/0/children/0/part",
       R"("subjekt")",
       "cannot be `subjekt`; allowed are `body`, `subject` and `from_addresses`; did you mean `subject`?"},
      {"createServiceIntegration",
       "/integration/email_parsers/0/match_predicate/children/0/children/0/matcher",
       R"("")",
       "has 0 characters; it must have at least 1 character"},
      {"createServiceIntegration",
       "/integration/email_parsers/0/match_predicate/children/0/children/0/children",
       "",
       "is missing; it must be an array"},
      {"createUserContactMethod", "/contact_method/label", "", "is missing; it must be a string"},
      {"createUserContactMethod",
       "/contact_method",
       R"("x")",
       "must be an object with `type`, `label`, `address`"},
      {"createUserContactMethod",
       "/contact_method",
       R"({"type":"mail"})",
       "cannot be `mail`; allowed are `phone_contact_method`, `sms_contact_method`",
       "/contact_method/type"},
      {"createWebhookSubscription",
       "/webhook_subscription/events",
       R"(["a","b","a"])",
       "is there twice; each item may be given once",
       "/webhook_subscription/events/2"},
      {"createWebhookSubscription",
       "/webhook_subscription/filter/type",
       R"("service")",
       "cannot be `service`; allowed are `account_reference`, `service_reference` and `team_reference`"},
      {"updateIpAllowList",
       "/ip_allow_list/cidr_entries/0/cidr",
       R"("300.0.0.0/8")",
       "cannot be `300.0.0.0/8`; it must match the pattern `^((25"},
      {"updateIpAllowList",
       "/ip_allow_list/cidr_entries/0/description",
       "5",
       "must be a string or null, not an integer"},
      {"listCustomShifts", "/limit", "500", "must be between 1 and 100, not `500`"},
      {"listCustomShifts", "/limit", R"("500")", "must be between 1 and 100, not `500`"},
      {"listIncidents", "/limit", R"("ten")", "must be an integer, not a string"},
      {"listIncidents",
       "/urgencies",
       R"("hig")",
       "cannot be `hig`; allowed are `high` and `low`; did you mean `high`?"},
      {"listIncidents",
       "/statuses",
       R"(["triggered","open"])",
       "cannot be `open`; allowed are `triggered`",
       "/statuses/1"},
  };
  const rest::RequestValidator validator(pagerduty::rest_catalog());
  for (const Row& row : rows) {
    CAPTURE(row.action);
    CAPTURE(row.place);
    CAPTURE(row.value);
    const auto findings = validator.find_faults(operation(row.action), broken(row));
    const std::string text = text_of(findings);
    CAPTURE(text);
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().pointer == (row.pointer.empty() ? row.place : row.pointer));
    CHECK(findings.front().detail.rfind(row.detail, 0) == 0);
  }
}

TEST_CASE("request_validator: a body given whole is pointed into") {
  const rest::RequestValidator validator(pagerduty::rest_catalog());
  json::value body = valid_inputs().at("createIncident");
  body.as_object().erase("from");
  body.at("incident").as_object()["urgency"] = 1;
  const auto findings =
      validator.find_faults(operation("createIncident"), {{"from", "sre@example.com"}, {"body", body}});
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().pointer == "/body/incident/urgency");
}

TEST_CASE("request_validator: no message holds a secret, and long values are cut") {
  const rest::RequestValidator validator(pagerduty::rest_catalog());
  json::object input = valid_inputs().at("createOauthClient").as_object();
  input.at("oauth_client").as_object()["client_secret"] = std::string(300, 's');
  std::string text = text_of(validator.find_faults(operation("createOauthClient"), input));
  CHECK(text == "/oauth_client/client_secret has 300 characters; at most 255 characters may be sent\n");

  input = valid_inputs().at("createIncident").as_object();
  input.at("incident").as_object()["urgency"] = std::string(300, 'x');
  text = text_of(validator.find_faults(operation("createIncident"), input));
  CHECK(text.find("cannot be `" + std::string(80, 'x') + "...`") != std::string::npos);
}

TEST_CASE("request_validator: the schemas of every row can be prepared") {
  const rest::RequestValidator validator(pagerduty::rest_catalog());
  for (const rest::Operation& row : pagerduty::rest_catalog().operations) {
    CAPTURE(row.id);
    CHECK_NOTHROW(static_cast<void>(validator.find_faults(row, {})));
    const json::object odd{{"body", 18446744073709551615ULL}};
    CHECK_NOTHROW(static_cast<void>(validator.find_faults(row, odd)));
  }
}

} // namespace callout::test
