#include <string>
#include <string_view>
#include <vector>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "action_table.hpp"
#include "curated/actions.hpp"
#include "curated_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

struct Example {
  std::string action;
  json::object input;
};

// Of every curated action, and of the operations with an example of their own that the sandbox has.
std::vector<Example> examples() {
  std::vector<Example> all;
  for (const curated::Action* const action : curated::all_actions()) {
    if (action->name != "incident.wait_for") { // for people, who are not there
      all.push_back({std::string(action->name), curated::describe(*action).at("example").as_object()});
    }
  }
  for (const std::string_view name : {"createIncident",
                                      "updateIncident",
                                      "updateIncidents",
                                      "listIncidents",
                                      "createIncidentNote",
                                      "createIncidentSnooze",
                                      "mergeIncidents",
                                      "createIncidentStatusUpdate",
                                      "createIncidentResponderRequest",
                                      "listOnCalls",
                                      "createService",
                                      "createMaintenanceWindow",
                                      "createScheduleOverride",
                                      "createWebhookSubscription",
                                      "createV2Event",
                                      "createChangeEvent"}) {
    all.push_back({std::string(name), describe_action(name)->at("example").as_object()});
  }
  return all;
}

} // namespace

TEST_CASE("examples: work as pasted on the sandbox") {
  for (const Example& example : examples()) {
    CAPTURE(example.action);
    CuratedFixture fixture;
    InstanceUnderTest instance = fixture.connect(
        with(fixture.config(), {{"from", fixture.ready("from")}, {"events_url", fixture.ready("base_url")}}));
    const Answer answer = instance.invoke(example.action, example.input);
    CHECK_MESSAGE(answer.ok(), answer.text);
  }
}

} // namespace callout::pagerduty::test
