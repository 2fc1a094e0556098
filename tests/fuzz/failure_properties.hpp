#pragma once

/// Properties of what the host answers, whatever it was given.

#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <callout/host/failure.hpp>

#include "input.hpp"
#include "plugins/answer.hpp"

namespace callout::fuzz {

/// A failure says something, and is JSON once it is written.
inline void require_failure(const host::Failure& failure) {
  require(failure.status < 0 && !failure.message().empty());
  require(host::is_json(boost::json::serialize(failure.problem)));
}

/// It begins with a place: "fuzz.yaml:".
inline void require_place(const host::Failure& failure) {
  require_failure(failure);
  require(failure.message().find("fuzz.yaml:") == 0);
}

} // namespace callout::fuzz
