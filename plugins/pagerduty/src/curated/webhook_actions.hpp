#pragma once

/// The handlers of the webhook.* actions. What they take and do is in their rows, in webhook_actions.cpp.

#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

sdk::Reply ensure_webhook(Api& api, const boost::json::object& input);
sdk::Reply verify_webhook(Api& api, const boost::json::object& input);

} // namespace callout::pagerduty::curated
