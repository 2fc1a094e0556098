#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/rest/operation.hpp>

namespace callout::rest {

/// What the top level of a body's schema says.
struct BodyShape {
  boost::json::object members;       ///< schemas of the known members, by name
  std::vector<std::string> required; ///< names of members that must be there
  std::vector<std::string> types;    ///< JSON types it may have; empty: any
  bool open = false;                 ///< takes members it does not know

  /// Whether its members can be given one by one.
  [[nodiscard]] bool has_members() const { return open || !members.empty(); }
};

/// Reads the named schema: properties and required members, also through $ref, allOf, anyOf and oneOf (of
/// alternatives, the properties only). An object schema without any property is open.
BodyShape body_shape(const Catalog& catalog, std::string_view name);

/// The schema as JSON, an empty object for a name that the catalog lacks. Throws when the catalog's text is
/// not a JSON object.
boost::json::object parse_schema(const Catalog& catalog, std::string_view name);

/// The name in a reference "#/$defs/<name>", or an empty view.
std::string_view referred_name(const boost::json::value& reference);

/// The JSON types ("string", "null") that a schema allows; empty: any.
std::vector<std::string> types_of(const boost::json::object& schema);

/// Whether a value is of one of these JSON types; every value is when there are none.
bool is_of_type(const boost::json::value& value, const std::vector<std::string>& types);

/// "an integer or null", for people.
std::string describe_types(const std::vector<std::string>& types);

/// The JSON type of a value, for people: "a string".
std::string_view describe_type(const boost::json::value& value);

} // namespace callout::rest
