#pragma once

/// The handlers of service.find and user.find. What they take and do is in their rows, in find_actions.cpp.

#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

sdk::Reply find_services(Api& api, const boost::json::object& input);
sdk::Reply find_users(Api& api, const boost::json::object& input);

} // namespace callout::pagerduty::curated
