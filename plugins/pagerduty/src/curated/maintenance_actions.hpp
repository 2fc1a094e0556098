#pragma once

/// The handlers of the maintenance.* actions. What they take and do is in their rows, in
/// maintenance_actions.cpp.

#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

sdk::Reply start_maintenance(Api& api, const boost::json::object& input);
sdk::Reply end_maintenance(Api& api, const boost::json::object& input);

} // namespace callout::pagerduty::curated
