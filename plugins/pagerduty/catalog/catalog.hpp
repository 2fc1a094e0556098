#pragma once

/// PagerDuty's REST API as data: every operation of its OpenAPI document, repaired where that is wrong.

#include "callout/rest/operation.hpp"

namespace callout::pagerduty {

/// All operations and the schemas of their bodies. Constant data of the program: valid at any time, also
/// before main, from any thread.
const rest::Catalog& rest_catalog();

} // namespace callout::pagerduty
