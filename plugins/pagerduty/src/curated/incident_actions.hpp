#pragma once

/// The handlers of the incident.* actions. What they take and do is in their rows, in incident_actions.cpp.

#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

sdk::Reply add_note(Api& api, const boost::json::object& input);

} // namespace callout::pagerduty::curated
