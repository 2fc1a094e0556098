#pragma once

/// Inputs that are broken in one place.

#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/rest/operation.hpp>

namespace callout::pagerduty::test {

struct Mutation {
  std::string kind;    ///< "required member removed", "type broken", "enum broken"
  std::string pointer; ///< RFC 6901, the place in the input
  boost::json::object input;
};

/// Every way to break `input`, which fits the operation's schemas: each required member removed, each typed
/// value replaced by one of a type that its schema does not take, each word of a list by another. Nothing is
/// broken where the schema says nothing. `from` is not removed, since the connection has it too.
std::vector<Mutation> mutations_of(const rest::Operation& operation, const boost::json::object& input);

/// The same by a schema of the whole input, with what it refers to in "$defs".
std::vector<Mutation> mutations_of(const boost::json::object& schema, const boost::json::object& input);

} // namespace callout::pagerduty::test
