#pragma once

/// The handlers of the event.* actions. What they take and do is in their rows, in event_actions.cpp.

#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

sdk::Reply trigger_event(Api& api, const boost::json::object& input);
sdk::Reply acknowledge_event(Api& api, const boost::json::object& input);
sdk::Reply resolve_event(Api& api, const boost::json::object& input);
sdk::Reply send_change(Api& api, const boost::json::object& input);

} // namespace callout::pagerduty::curated
