#pragma once

#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

/// The handler of scopes.plan. What it takes and does is in its row.
sdk::Reply plan_scopes(Api& api, const boost::json::object& input);

} // namespace callout::pagerduty::curated
