#pragma once

/// Problems of single items of a call that is about many.

#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/sdk/problem.hpp>

#include "curated/api.hpp"

namespace callout::pagerduty::curated {

/// The problem as a member of a result: with "type" and "title", which the host adds to a whole answer alone.
boost::json::object problem_row(const sdk::Problem& problem);

/// Whether what it tells of may have been done all the same.
bool may_have_acted(const sdk::Problem& problem);

/// Sentences on a call all of whose items have a problem.
struct SumWords {
  std::string none;    ///< "none of the changes was made"
  std::string unknown; ///< "whether the changes were made is not known"
};

/// The problem to answer such a call with: of the first item that may be done all the same, else of the first
/// item. There must be one.
sdk::Problem sum_up(const Api& api, const std::vector<const sdk::Problem*>& problems, const SumWords& words);

} // namespace callout::pagerduty::curated
