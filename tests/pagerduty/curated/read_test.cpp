#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {

TEST_CASE("read: an answer that is not PagerDuty's says nothing about the account") {
  struct Row {
    std::string_view action;
    json::object input;
    std::string_view path;
    std::string_view operation;
  };

  const json::object incident{{"incident", "QSANDBOXINC008"}};
  const Row rows[] = {
      {"oncall.now", {{"schedule", "PSCHED1"}}, "/schedules/PSCHED1", "getSchedule"},
      {"oncall.now", {{"service", "PSERV01"}}, "/services/PSERV01", "getService"},
      {"oncall.now", {{"escalation_policy", "PESCP01"}}, "/escalation_policies", "getEscalationPolicy"},
      {"event.trigger", {{"service", "PSERV01"}, {"summary", "x"}}, "/services/PSERV01", "getService"},
      {"incident.create", {{"service", "PROD2024"}, {"title", "x"}}, "/services/PROD2024", "getService"},
      {"incident.resolve", incident, "/incidents/QSANDBOXINC008", "getIncident"},
      {"incident.escalate", incident, "/incidents/QSANDBOXINC008", "getIncident"},
      {"maintenance.end", {{"window", "PNONE01"}}, "/maintenance_windows/PNONE01", "getMaintenanceWindow"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  for (const Row& row : rows) {
    CAPTURE(row.operation);
    fixture.fault({{"path", row.path}, {"status", 200}, {"body", json::object{{"portal", "Please log in"}}}});
    const Answer answer = instance.invoke(row.action, row.input);
    CHECK(answer.status == CALLOUT_E_UNAVAILABLE);
    CHECK(answer.member("detail").find(std::string(row.operation) + " was answered without `") !=
          std::string::npos);
    CHECK(answer.member("operation") == row.operation);
  }
}

} // namespace callout::pagerduty::test
