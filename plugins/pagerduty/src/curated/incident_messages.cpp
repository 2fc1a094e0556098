// Actions that tell people something: notes, responder requests, status updates.
#include "curated/incident_actions.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {

namespace json = boost::json;

sdk::Reply add_note(Api& api, const json::object& input) {
  const auto incident = resolve(api, Kind::incident, input.at("incident"), "/incident");
  if (!incident) {
    return incident.error();
  }
  const auto answer = api.call("createIncidentNote",
                               {{"id", *incident}, {"note", json::object{{"content", input.at("note")}}}});
  return answer ? sdk::Reply(*answer) : sdk::Reply(answer.error());
}

} // namespace callout::pagerduty::curated
