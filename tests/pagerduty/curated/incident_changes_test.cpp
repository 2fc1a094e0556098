#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

json::value assignee_of(const json::value& answer) {
  return answer.at("incident").at("assignments").at(0).at("assignee").at("id");
}

} // namespace

TEST_CASE("incident.escalate: to a level, to the next one, or to another policy") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  // Order Database: the schedule's engineer is level 1, the incident commander level 2.
  const json::object incident{{"incident", "QSANDBOXINC009"}};
  CHECK(assignee_of(done(instance, "incident.escalate", incident)) == "PUSER04");
  const Answer last = instance.invoke("incident.escalate", incident);
  CHECK(last.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(last.member("detail").find("level 2, which has the incident, is the last") != std::string::npos);
  CHECK(assignee_of(done(instance, "incident.escalate", with(incident, {{"level", 1}}))) != "PUSER04");
  const json::value moved =
      done(instance, "incident.escalate", with(incident, {{"escalation_policy", "Data, best effort"}}));
  CHECK(moved.at("incident").at("escalation_policy").at("id") == "PESCP03");
  CHECK(assignee_of(moved) == "PUSER03");
}

TEST_CASE("incident.escalate: without a level nobody can tell the next one for a stranger to the policy") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  done(instance, "incident.reassign", {{"incident", "QSANDBOXINC011"}, {"users", "PUSER06"}});
  const Answer answer = instance.invoke("incident.escalate", {{"incident", "QSANDBOXINC011"}});
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.member("pointer") == "/level");
  CHECK(answer.member("detail").find("not on call") != std::string::npos);
  CHECK(answer.member("hint") == "Give `level`: 1, or another `escalation_policy`.");
}

TEST_CASE("incident.escalate: who is on two levels has the incident on the lower one") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  done(instance, "incident.reassign", {{"incident", "QSANDBOXINC009"}, {"users", "PUSER04"}});
  done(instance, "oncall.override", {{"schedule", "PSCHED1"}, {"user", "PUSER04"}, {"duration", "1h"}});
  const json::value answer = done(instance, "incident.escalate", {{"incident", "QSANDBOXINC009"}});
  CHECK(assignee_of(answer) == "PUSER04"); // as level 2
}

TEST_CASE("incident.reassign: to users by whatever names them, or to a policy") {
  struct Row {
    json::object to;
    std::string_view assignee;
  };

  const Row rows[] = {
      {{{"users", "service.owner@example.com"}}, "PUSER05"},
      {{{"users", json::array{"Incident Commander"}}}, "PUSER04"},
      {{{"users", "incident commander"}}, "PUSER04"},
      {{{"users", "PUSER01"}}, "PUSER01"},
      {{{"users", "https://acme.pagerduty.com/users/PUSER02"}}, "PUSER02"},
      {{{"users", "SERVICE.OWNER@example.com"}}, "PUSER05"},
      {{{"escalation_policy", "Data, best effort"}}, "PUSER03"},
  };
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  for (const Row& row : rows) {
    CAPTURE(row.to);
    const json::object input = with(row.to, {{"incident", "QSANDBOXINC008"}});
    CHECK(assignee_of(done(instance, "incident.reassign", input)).as_string() == row.assignee);
  }
}

TEST_CASE("incident.reassign: wants users or a policy") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  for (const json::object& to :
       {json::object(), json::object{{"users", "PUSER01"}, {"escalation_policy", "PESCP01"}}}) {
    const Answer answer = instance.invoke("incident.reassign", with(to, {{"incident", 1}}));
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(answer.member("pointer") == "/users");
  }
}

TEST_CASE("incident.snooze: for a while that people write") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value answer =
      done(instance, "incident.snooze", {{"incident", "QSANDBOXINC007"}, {"for", "1h30m"}});
  CHECK(answer.at("incident").at("status") == "acknowledged");
  CHECK(answer.at("incident").at("pending_actions").as_array().size() == 1);
  done(instance,
       "request",
       {{"method", "POST"}, {"path", "/sandbox/clock"}, {"body", json::object{{"advance_seconds", 5340}}}});
  CHECK(status_of(instance, "QSANDBOXINC007") == "acknowledged");
  done(instance,
       "request",
       {{"method", "POST"}, {"path", "/sandbox/clock"}, {"body", json::object{{"advance_seconds", 60}}}});
  CHECK(status_of(instance, "QSANDBOXINC007") == "triggered");
  for (const json::value& wrong : {json::value("soon"), json::value("8d"), json::value(0)}) {
    const Answer refused =
        instance.invoke("incident.snooze", {{"incident", "QSANDBOXINC007"}, {"for", wrong}});
    CHECK(refused.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(refused.member("pointer") == "/for");
  }
}

TEST_CASE("incident.merge: the others end in the one") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value answer =
      done(instance,
           "incident.merge",
           {{"into", "QSANDBOXINC008"}, {"incidents", json::array{"QSANDBOXINC007", "QSANDBOXINC009"}}});
  CHECK(answer.at("incident").at("id") == "QSANDBOXINC008");
  CHECK(status_of(instance, "QSANDBOXINC007") == "resolved");
  CHECK(status_of(instance, "QSANDBOXINC009") == "resolved");
  CHECK(status_of(instance, "QSANDBOXINC008") == "triggered");
  const Answer itself = instance.invoke(
      "incident.merge", {{"into", "QSANDBOXINC008"}, {"incidents", json::array{"QSANDBOXINC008"}}});
  CHECK(itself.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(itself.member("pointer") == "/incidents");
}

} // namespace callout::pagerduty::test
