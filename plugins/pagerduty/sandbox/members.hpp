#pragma once

#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace callout::sandbox {

namespace json = boost::json;

/// The text of a member, or "" when it is absent or no string.
std::string_view text(const json::object& object, std::string_view name);

/// The id of a member that refers to something (`{"id": ..., "type": ...}`), or "".
std::string_view reference_id(const json::object& object, std::string_view name);

/// A member that is an object, or nullptr.
const json::object* child(const json::object& object, std::string_view name);

/// The objects in a member that is an array; anything else in it is skipped.
std::vector<const json::object*> children(const json::object& object, std::string_view name);

/// Whether the member is there and not null.
bool has(const json::object& object, std::string_view name);

/// The short form in which other resources name this one: `{id, type: "..._reference", summary, self,
/// html_url}`.
json::object reference_to(const json::object& resource);

} // namespace callout::sandbox
