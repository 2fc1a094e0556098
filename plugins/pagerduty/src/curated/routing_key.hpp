#pragma once

#include <string>

#include <boost/json/object.hpp>
#include <callout/rest/result.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

/// The key of the integration that an event goes to: the input's "routing_key", else that of the one Events
/// API v2 integration of its "service". CALLOUT_E_INVALID_ARGUMENT when the input has neither or both, when
/// the service has no such integration, or several ("candidates": [{"id", "name"}]).
rest::Result<std::string> find_routing_key(Api& api, const boost::json::object& input);

} // namespace callout::pagerduty::curated
