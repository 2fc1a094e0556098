#pragma once

#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace callout::rest {

constexpr std::size_t most_faults = 20;

/// One reason why a value does not fit a schema.
struct Fault {
  enum class Kind {
    type,   ///< the JSON type is wrong
    choice, ///< not among the values of an enum
    other
  };

  std::string pointer; ///< RFC 6901
  std::string detail;  ///< what is wrong and what is allowed
  Kind kind = Kind::other;
};

/// A value and where it is.
struct Place {
  const boost::json::value& value;
  std::string pointer; ///< RFC 6901
};

/// Says in words why `place` does not fit `schema`, whose references "#/$defs/<name>" are members of
/// `definitions`. At most most_faults; empty when it fits, or when only keywords forbid it that schemas of
/// requests do not use (`not`, `if`, `contains`, `dependencies`, `propertyNames`, `patternProperties`).
std::vector<Fault>
explain_faults(const boost::json::object& definitions, const boost::json::value& schema, const Place& place);

} // namespace callout::rest
