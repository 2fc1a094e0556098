#pragma once

#include <vector>

#include <boost/json/object.hpp>

#include "schema_fault.hpp"

namespace callout::rest {

/// One schema of an `anyOf` that a value does not fit.
struct Alternative {
  const boost::json::object* schema = nullptr; ///< nullptr: allows everything
  std::vector<Fault> faults;                   ///< why not; not empty
};

/// What to say about a value that fits none: what is wrong by the alternative that was evidently meant (by
/// its JSON type, or by a member such as "type" that tells the alternatives apart), else which alternatives
/// there are. `alternatives` has one entry at least.
std::vector<Fault> choose_faults(const std::vector<Alternative>& alternatives, const Place& place);

} // namespace callout::rest
