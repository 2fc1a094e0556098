#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

json::array ids_of(const json::value& list) {
  json::array ids;
  for (const json::value& incident : list.at("incidents").as_array()) {
    ids.push_back(incident.at("id"));
  }
  return ids;
}

const json::value& result_of(const json::value& answer, std::string_view id) {
  for (const json::value& result : answer.at("results").as_array()) {
    if (result.at("id") == json::value(id)) {
      return result;
    }
  }
  FAIL("no result of " << std::string(id));
  return answer;
}

} // namespace

TEST_CASE("incident.acknowledge and .resolve: one incident, and again without effect") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();

  struct Row {
    std::string_view action;
    std::string_view status;
    std::string_view effect;
  };

  const Row rows[] = {{"incident.acknowledge", "acknowledged", "incident.acknowledge"},
                      {"incident.resolve", "resolved", "incident.resolve"}};
  for (const Row& row : rows) {
    CAPTURE(row.action);
    const json::value first = done(instance, row.action, {{"incident", "QSANDBOXINC007"}});
    CHECK(first.at("changed") == true);
    CHECK(first.at("incident").at("status").as_string() == row.status);
    const json::value again = done(instance, row.action, {{"incident", "QSANDBOXINC007"}});
    CHECK(again.at("changed") == false);
    CHECK(again.at("incident").at("status").as_string() == row.status);
    CHECK(effects(instance, row.effect) == 1);
  }
}

TEST_CASE("incident.acknowledge: a resolved incident is reopened only on demand") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const Answer refused = instance.invoke("incident.acknowledge", {{"incident", "QSANDBOXINC001"}});
  CHECK(refused.status == CALLOUT_E_CONFLICT);
  CHECK(refused.member("hint").find("reopen") != std::string::npos);
  CHECK(status_of(instance, "QSANDBOXINC001") == "resolved");
  const json::value reopened =
      done(instance, "incident.acknowledge", {{"incident", "QSANDBOXINC001"}, {"reopen", true}});
  CHECK(reopened.at("changed") == true);
  CHECK(status_of(instance, "QSANDBOXINC001") == "acknowledged");
}

TEST_CASE("incident.acknowledge: many, each with its own result, and one call for all") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value answer = done(instance,
                                  "incident.acknowledge",
                                  {{"incidents",
                                    json::array{"QSANDBOXINC007",
                                                "#999999",
                                                "QSANDBOXINC001",
                                                "QSANDBOXINC008",
                                                "QSANDBOXINC004",
                                                "QSANDBOXINC008"}}});
  CHECK(answer.at("succeeded") == 3);
  CHECK(answer.at("failed") == 2);
  CHECK(answer.at("results").as_array().size() == 5); // the one that is named twice is done once
  CHECK(result_of(answer, "QSANDBOXINC007").at("changed") == true);
  CHECK(result_of(answer, "QSANDBOXINC008").at("status") == "acknowledged");
  CHECK(result_of(answer, "QSANDBOXINC004").at("changed") == false);
  CHECK(result_of(answer, "QSANDBOXINC001").at("ok") == false);
  CHECK(result_of(answer, "#999999").at("problem").at("pointer") == "/incidents/1");
  CHECK(result_of(answer, "#999999").at("problem").at("type") == "urn:callout:problem:not-found");
  CHECK(result_of(answer, "QSANDBOXINC001").at("problem").at("type") == "urn:callout:problem:conflict");
  CHECK(requests(instance, "PUT /incidents") == 1);
}

TEST_CASE("incident.resolve: PagerDuty's refusal of one leaves the others done") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::array open =
      ids_of(done(instance, "listIncidents", {{"statuses", json::array{"triggered", "acknowledged"}}}));
  REQUIRE(open.size() == 9);
  const json::value answer = done(instance, "incident.resolve", {{"incidents", open}});
  CHECK(answer.at("succeeded") == 8);
  CHECK(answer.at("failed") == 1);
  const json::value& locked = result_of(answer, "QSANDBOXLOCKED");
  CHECK(locked.at("ok") == false);
  CHECK(json::serialize(locked.at("problem")).find("Incident Already Resolved") != std::string::npos);
  CHECK(effects(instance, "incident.resolve") == 8);
  for (const json::value& id : open) {
    CHECK((status_of(instance, id.as_string()) == "resolved") == (id != "QSANDBOXLOCKED"));
  }
}

TEST_CASE("incident.resolve: more than 250 go in bulks") {
  sandbox::Options options;
  options.seed_incidents = 600;
  CuratedFixture fixture(options);
  InstanceUnderTest instance = fixture.connect_as_user();
  json::array open;
  for (int offset = 0; offset < 600; offset += 100) {
    for (json::value& id : ids_of(done(
             instance, "listIncidents", {{"statuses", "triggered"}, {"limit", 100}, {"offset", offset}}))) {
      if (id != "QSANDBOXLOCKED") {
        open.push_back(std::move(id));
      }
    }
  }
  REQUIRE(open.size() > 500);
  const json::value answer = done(instance, "incident.resolve", {{"incidents", open}});
  CHECK(answer.at("succeeded") == open.size());
  CHECK(answer.at("failed") == 0);
  CHECK(requests(instance, "PUT /incidents") == 3);
}

TEST_CASE("incident.acknowledge: when all fail, it is a problem with the results") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const Answer answer = instance.invoke("incident.acknowledge",
                                        {{"incidents", json::array{"QSANDBOXINC001", "QSANDBOXLOCKED"}}});
  CHECK(answer.status == CALLOUT_E_CONFLICT);
  CHECK(answer.member("detail").find("none of the incidents could be acknowledged") != std::string::npos);
  CHECK(answer.json().at("results").as_array().size() == 2);
}

TEST_CASE("incident.acknowledge: when the answer is lost, it is not said that none is acknowledged") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  fixture.fault({{"method", "PUT"}, {"path", "/incidents"}, {"drop", "mid_body"}});
  const Answer answer = instance.invoke("incident.acknowledge",
                                        {{"incidents", json::array{"QSANDBOXINC001", "QSANDBOXINC008"}}});
  CHECK(answer.status == CALLOUT_E_UNAVAILABLE); // and not the conflict of the first, which is resolved
  CHECK(answer.member("outcome") == "unknown");
  CHECK(answer.member("detail").find("whether the incidents were acknowledged is not known") !=
        std::string::npos);
  CHECK(status_of(instance, "QSANDBOXINC008") == "acknowledged");
}

TEST_CASE("incident.acknowledge: a look that failed has changed nothing") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  fixture.fault({{"path", "/incidents/QSANDBOXINC008"}, {"status", 502}, {"body", "<html>"}});
  const Answer answer =
      instance.invoke("incident.acknowledge", {{"incidents", json::array{"QSANDBOXINC008"}}});
  CHECK(answer.status == CALLOUT_E_UNAVAILABLE);
  CHECK(answer.member("detail").find("none of the incidents could be acknowledged") != std::string::npos);
}

TEST_CASE("incident.acknowledge: a refused credential is the call's problem, not the items'") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  fixture.fault({{"method", "PUT"}, {"path", "/incidents"}, {"status", 401}, {"count", 3}});
  const Answer answer = instance.invoke("incident.acknowledge",
                                        {{"incidents", json::array{"QSANDBOXINC007", "QSANDBOXINC008"}}});
  CHECK(answer.status == CALLOUT_E_UNAUTHENTICATED);
  CHECK(answer.json().at("results").as_array().size() == 2);
}

TEST_CASE("incident.acknowledge: `incident` and `incidents` exclude each other") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  for (const json::object& input :
       {json::object(), json::object{{"incident", 1}, {"incidents", json::array{1}}}}) {
    const Answer answer = instance.invoke("incident.acknowledge", input);
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(answer.member("pointer") == "/incident");
  }
  CHECK(instance.invoke("incident.acknowledge", {{"incidents", json::array()}}).member("pointer") ==
        "/incidents");
}

} // namespace callout::pagerduty::test
