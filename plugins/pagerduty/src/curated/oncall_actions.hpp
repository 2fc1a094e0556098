#pragma once

/// The handlers of the oncall.* actions. What they take and do is in their rows, in oncall_actions.cpp.

#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

sdk::Reply show_on_call(Api& api, const boost::json::object& input);
sdk::Reply override_schedule(Api& api, const boost::json::object& input);

} // namespace callout::pagerduty::curated
