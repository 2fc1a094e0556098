#pragma once

/// The handlers of the incident.* actions. What they take and do is in their rows, in incident_actions.cpp.

#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

sdk::Reply create_incident(Api& api, const boost::json::object& input);
sdk::Reply acknowledge_incidents(Api& api, const boost::json::object& input);
sdk::Reply resolve_incidents(Api& api, const boost::json::object& input);
sdk::Reply escalate_incident(Api& api, const boost::json::object& input);
sdk::Reply reassign_incident(Api& api, const boost::json::object& input);
sdk::Reply snooze_incident(Api& api, const boost::json::object& input);
sdk::Reply merge_incidents(Api& api, const boost::json::object& input);
sdk::Reply add_note(Api& api, const boost::json::object& input);
sdk::Reply page_responders(Api& api, const boost::json::object& input);
sdk::Reply send_status_update(Api& api, const boost::json::object& input);
sdk::Reply wait_for_incident(Api& api, const boost::json::object& input);
sdk::Reply show_timeline(Api& api, const boost::json::object& input);

} // namespace callout::pagerduty::curated
