#pragma once

/// Changing many incidents with few calls.

#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

/// What became of one incident.
struct BulkItem {
  std::string id;
  boost::json::object incident = {}; ///< as PagerDuty answered it; empty when it was not changed
  sdk::Problem problem = {};         ///< why not, when `incident` is empty
};

/// Sends the changes, each with `id`, by updateIncidents in bulks of at most 250. PagerDuty refuses a bulk
/// for one bad entry, so a refused one is halved until the bad ones stand alone. The items are in the order
/// of the changes. A problem that would meet all of them (credential, limit, cancel) ends it: the rest has it
/// too.
std::vector<BulkItem> update_in_bulks(Api& api, const std::vector<boost::json::object>& changes);

} // namespace callout::pagerduty::curated
