#include <array>

#include "catalog_rows.hpp"

namespace callout::pagerduty::test {

TEST_CASE("listIncidents: filters repeat, sort_by is one value with commas") {
  const Operation& list = row("listIncidents");
  CHECK(list.method == Method::get);
  CHECK(list.path == "/incidents");
  CHECK(list.title == "List incidents");
  CHECK(list.tag == "Incidents");
  CHECK(list.paging == Paging::offset);
  CHECK(list.items == "incidents");
  CHECK(list.success == 200);

  struct Row {
    std::string_view name;
    std::string_view wire_name;
    ListStyle style = ListStyle::none;
  };

  const std::array rows{Row{"statuses", "statuses[]", ListStyle::repeat},
                        Row{"urgencies", "urgencies[]", ListStyle::repeat},
                        Row{"include", "include[]", ListStyle::repeat},
                        Row{"service_ids", "service_ids[]", ListStyle::repeat},
                        Row{"sort_by", "sort_by", ListStyle::comma},
                        Row{"since", "since", ListStyle::none},
                        Row{"limit", "limit", ListStyle::none}};
  for (const Row& expected : rows) {
    CAPTURE(expected.name);
    const Parameter* found = parameter(list, expected.name);
    REQUIRE(found != nullptr);
    CHECK(found->wire_name == expected.wire_name);
    CHECK(found->list == expected.style);
    CHECK(found->location == Location::query);
    CHECK_FALSE(found->required);
  }
  CHECK(parse(parameter(list, "statuses")->schema).at_pointer("/items/enum") ==
        json::array{"triggered", "acknowledged", "resolved"});
}

TEST_CASE("createIncident: needs From and an incident with title and service") {
  const Operation& create = row("createIncident");
  CHECK(create.method == Method::post);
  CHECK(create.path == "/incidents");
  CHECK(create.success == 201);
  CHECK(create.body_required);
  CHECK(create.risk == Risk::write);
  CHECK_FALSE(create.idempotent);
  const Parameter* from = parameter(create, "from");
  REQUIRE(from != nullptr);
  CHECK(from->wire_name == "From");
  CHECK(from->location == Location::header);
  CHECK(from->required);
  const auto body = schema(create.body);
  CHECK(body.at("required") == json::array{"incident"});
  CHECK(body.at_pointer("/properties/incident/required") == json::array{"type", "title", "service"});
}

TEST_CASE("From: required by 13 operations, optional for one") {
  const auto needs_from = [](bool required) {
    return ids_where([required](const Operation& one) {
      const Parameter* from = parameter(one, "from");
      return from != nullptr && from->location == Location::header && from->required == required;
    });
  };
  CHECK(needs_from(true) == Names{"createIncident",
                                  "createIncidentNote",
                                  "createIncidentSnooze",
                                  "createIncidentStatusUpdate",
                                  "createMaintenanceWindow",
                                  "createUser",
                                  "mergeIncidents",
                                  "updateIncident",
                                  "updateIncidentAlert",
                                  "updateIncidentAlerts",
                                  "updateIncidentNote",
                                  "updateIncidents",
                                  "updateLogEntryChannel"});
  CHECK(needs_from(false) == Names{"createEscalationPolicy"});
}

TEST_CASE("headers: Accept and early access are members of the row, not parameters") {
  const auto accepts = count_by(&Operation::accept);
  CHECK(accepts.at("application/vnd.pagerduty+json;version=2") == 423);
  CHECK(accepts.at("application/json") == 41);
  const auto early = ids_where([](const Operation& one) { return one.early_access == "ip-allow-lists"; });
  CHECK(early == Names{"createIpAllowList",
                       "deleteIpAllowList",
                       "getIpAllowList",
                       "listIpAllowListAuditRecords",
                       "listIpAllowLists",
                       "updateIpAllowList"});
  for (const Operation& operation : rest_catalog().operations) {
    for (const Parameter& one : operation.parameters) {
      CAPTURE(operation.id);
      const bool signature =
          service_of(operation) == Service::jiraserver && one.wire_name == "x-pagerduty-jira-signature";
      CHECK((one.location != Location::header || one.wire_name == "From" || signature));
    }
  }
}

TEST_CASE("headers: Content-Type is sent with every body, and without one where the document demands it") {
  int demanded = 0;
  for (const Operation& operation : rest_catalog().operations) {
    CAPTURE(operation.id);
    CHECK((operation.body.empty() || !operation.content_type.empty()));
    demanded += operation.body.empty() && !operation.content_type.empty() ? 1 : 0;
  }
  CHECK(demanded == 192 + 5); // REST and Jira Cloud
  CHECK(row("listIncidents").content_type == "application/json");
  CHECK(row("scim.listUsers").content_type.empty());
}

TEST_CASE("headers: SCIM answers in a media type of its own") {
  CHECK(row("scim.listUsers").accept == "application/scim+json");
  CHECK(row("slack.getConnections").accept == "application/json");
  CHECK(row("msteams.createMeeting").accept == "application/vnd.pagerduty+json;version=2");
}

TEST_CASE("events: what a key, a trigger and an acknowledgement need") {
  const auto event = schema(row("createV2Event").body);
  CHECK(event.at_pointer("/properties/routing_key/minLength") == 32);
  CHECK(event.at_pointer("/anyOf/0/required") == json::array{"payload"});
  CHECK(event.at_pointer("/anyOf/1/required") == json::array{"dedup_key"});
  CHECK(schema("events.Payload").at_pointer("/properties/summary/maxLength") == 1024);
  CHECK(row("createChangeEvent").path == "/change/enqueue");
}

TEST_CASE("written_example: the overlay's, for operations that have one") {
  CHECK(parse(written_example("createIncidentNote")).at("id") == "QSANDBOXINC008");
  for (const std::string_view absent : {"", "getIncident", "createV2Even", "zzz"}) {
    CHECK(written_example(absent).empty());
  }
}

TEST_CASE("risk: follows the method, but for what the overlay judges") {
  struct Row {
    std::string_view id;
    Risk risk = Risk::read;
    bool idempotent = false;
  };

  const std::array rows{Row{"listIncidents", Risk::read, true},
                        Row{"updateIncident", Risk::write, true},
                        Row{"createIncidentNote", Risk::write, false},
                        Row{"deleteService", Risk::destructive, true},
                        Row{"mergeIncidents", Risk::destructive, false},
                        Row{"getAnalyticsMetricsIncidentsAll", Risk::read, true},
                        Row{"renderTemplate", Risk::read, true},
                        Row{"deleteServiceDependency", Risk::destructive, false},
                        Row{"updateWorkflowIntegrationConnection", Risk::write, false}};
  for (const Row& expected : rows) {
    CAPTURE(expected.id);
    CHECK(row(expected.id).risk == expected.risk);
    CHECK(row(expected.id).idempotent == expected.idempotent);
  }
  for (const Operation& operation : rest_catalog().operations) {
    CAPTURE(operation.id);
    CHECK((operation.method != Method::get || operation.risk == Risk::read));
    CHECK((operation.method != Method::delete_ || operation.risk == Risk::destructive));
  }
}

TEST_CASE("success: the status that is documented, also where it surprises") {
  struct Row {
    std::string_view id;
    int success = 0;
  };

  const std::array rows{Row{"createTeam", 201},
                        Row{"deleteTeam", 204},
                        Row{"listScheduleOverrides", 201},
                        Row{"setIncidentFieldValues", 201},
                        Row{"deleteEventEnrichmentAssociations", 200},
                        Row{"uploadEnrichmentCsv", 202},
                        Row{"getOauthDelegationsRevocationRequestsStatus", 200}};
  for (const Row& expected : rows) {
    CAPTURE(expected.id);
    CHECK(row(expected.id).success == expected.success);
  }
}

TEST_CASE("deprecated and own limits are known") {
  CHECK(ids_where([](const Operation& one) { return one.deprecated; }).size() == 14);
  CHECK(row("getUserSessions").deprecated);
  CHECK(ids_where([](const Operation& one) { return one.own_limit; }) ==
        Names{"createIncident", "listOnCalls", "updateIncidents"});
}

} // namespace callout::pagerduty::test
