#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "curated/bulk.hpp"
#include "curated_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

sandbox::Options many_incidents() {
  sandbox::Options options;
  options.seed_incidents = 300;
  return options;
}

// A change of each of the generated incidents, which are the newest.
json::array changes(InstanceUnderTest& instance, const json::object& change) {
  json::array entries;
  for (int offset = 0; offset < 300; offset += 100) {
    const json::object query{{"sort_by", "incident_number:desc"}, {"limit", 100}, {"offset", offset}};
    const json::value page = done(instance, "listIncidents", query);
    for (const json::value& incident : page.at("incidents").as_array()) {
      entries.push_back(with(change, {{"id", incident.at("id")}, {"type", "incident_reference"}}));
    }
  }
  return entries;
}

} // namespace

TEST_CASE("bulk: updateIncidents takes more than PagerDuty does, with a result for each") {
  CuratedFixture fixture(many_incidents());
  InstanceUnderTest instance = fixture.connect_as_user();
  json::array entries = changes(instance, {{"status", "acknowledged"}});
  REQUIRE(entries.size() == 300);
  entries[280] = json::object{{"id", "QNOTTHERE1"}, {"type", "incident_reference"}, {"status", "resolved"}};
  const json::value answer = done(instance, "updateIncidents", {{"incidents", entries}});
  CHECK(answer.at("succeeded") == 299);
  CHECK(answer.at("failed") == 1);
  CHECK(answer.at("incidents").as_array().size() == 299);
  const json::array& results = answer.at("results").as_array();
  REQUIRE(results.size() == 300);
  for (std::size_t i = 0; i < results.size(); ++i) {
    CHECK(results[i].at("id") == entries[i].at("id"));
    CHECK(results[i].at("ok") == (i != 280));
  }
  CHECK(json::serialize(results[280].at("problem")).find("QNOTTHERE1") != std::string::npos);
  CHECK(results[280].at("problem").at("type") == "urn:callout:problem:invalid-argument");
  CHECK(results[280].at("problem").at("title") == "Invalid argument");
  CHECK(effects(instance, "incident.acknowledge") == 299);
  CHECK(requests(instance, "PUT /incidents") < 20);
}

TEST_CASE("bulk: the body may be whole, and what is within the limit goes as it is") {
  CuratedFixture fixture(many_incidents());
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::array entries = changes(instance, {{"urgency", "low"}});
  const json::object body{{"incidents", entries}};
  CHECK(done(instance, "updateIncidents", {{"body", body}}).at("succeeded") == 300);
  const json::array few(entries.begin(), entries.begin() + 250);
  CHECK(!done(instance, "updateIncidents", {{"incidents", few}}).as_object().contains("results"));
  CHECK(requests(instance, "PUT /incidents") == 3);
}

TEST_CASE("bulk: a dry run shows each request and sends none") {
  CuratedFixture fixture(many_incidents());
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::array entries = changes(instance, {{"status", "acknowledged"}});
  const json::value shown = done(instance, "updateIncidents", {{"incidents", entries}, {"dry_run", true}});
  CHECK(shown.at("dry_run") == true);
  CHECK(shown.at("requests").as_array().size() == 2);
  CHECK(requests(instance, "PUT /incidents") == 0);
}

TEST_CASE("bulk: a fault anywhere is found before the first goes out") {
  CuratedFixture fixture(many_incidents());
  InstanceUnderTest instance = fixture.connect_as_user();
  json::array entries = changes(instance, {{"status", "acknowledged"}});
  entries[299].as_object()["status"] = "closed";
  const Answer answer = instance.invoke("updateIncidents", {{"incidents", entries}});
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.member("pointer") == "/incidents/299/status");
  CHECK(requests(instance, "PUT /incidents") == 0);
}

TEST_CASE("bulk: when none is changed it is a problem, and a refused user is not asked for each") {
  CuratedFixture fixture(many_incidents());
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", "nobody@example.com"}}));
  const json::array entries = changes(instance, {{"status", "acknowledged"}});
  const Answer answer = instance.invoke("updateIncidents", {{"incidents", entries}});
  CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(answer.member("detail").find("none of the changes was made") != std::string::npos);
  CHECK(answer.json().at("results").as_array().size() == 300);
  CHECK(requests(instance, "PUT /incidents") < 140);
}

TEST_CASE("bulk: when the answers are lost, none is not said, and what was not sent says so") {
  struct Row {
    std::string_view name;
    json::object fault;
  };

  const Row rows[] = {
      {"cut off", {{"drop", "mid_body"}}},
      {"failed behind a gateway", {{"status", 502}, {"body", "<html>"}, {"after_effect", true}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CuratedFixture fixture(many_incidents());
    InstanceUnderTest instance = fixture.connect_as_user();
    const json::array entries = changes(instance, {{"status", "acknowledged"}});
    fixture.fault(with(row.fault, {{"method", "PUT"}, {"path", "/incidents"}}));
    const Answer answer = instance.invoke("updateIncidents", {{"incidents", entries}});
    CHECK(answer.status == CALLOUT_E_UNAVAILABLE);
    CHECK(answer.member("detail").find("whether the changes were made is not known") != std::string::npos);
    CHECK(answer.text.find("none of") == std::string::npos);
    const json::value unsent = answer.json().at("results").at(299).at("problem");
    CHECK(unsent.at("detail").as_string().find("not sent") != json::string::npos);
    CHECK(!unsent.as_object().contains("outcome"));
    CHECK(effects(instance, "incident.acknowledge") == 250);
  }
}

TEST_CASE("bulk: what concerns the call reaches the host, though a bulk went through before") {
  CuratedFixture fixture(many_incidents());
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::array entries = changes(instance, {{"status", "acknowledged"}});
  const json::object first{{"method", "PUT"}, {"path", "/incidents"}, {"delay_ms", 1}};
  fixture.fault(first);
  fixture.fault({{"method", "PUT"}, {"path", "/incidents"}, {"status", 401}});
  const Answer answer = instance.invoke("updateIncidents", {{"incidents", entries}});
  CHECK(answer.status == CALLOUT_E_UNAUTHENTICATED);
  CHECK(answer.json().at("results").at(0).at("ok") == true);
  CHECK(answer.json().at("results").at(299).at("ok") == false);
}

TEST_CASE("find_bulk_rule: only where PagerDuty limits") {
  REQUIRE(curated::find_bulk_rule("updateIncidents") != nullptr);
  CHECK(curated::find_bulk_rule("updateIncidents")->most == 250);
  CHECK(curated::find_bulk_rule("updateIncidentAlerts")->list == "alerts");
  CHECK(curated::find_bulk_rule("updateIncident") == nullptr);
}

} // namespace callout::pagerduty::test
