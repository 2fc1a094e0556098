#include "referred_schemas.hpp"

#include <string>
#include <string_view>

#include <boost/json/array.hpp>

#include "body_shape.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

// Adds every schema that `value` refers to, and what those refer to.
void collect_definitions(
    const Catalog& catalog,
    const json::value& value,
    json::object& definitions) { // NOLINT(misc-no-recursion): schemas are finite, and each is visited once
  if (const json::array* const array = value.if_array()) {
    for (const json::value& entry : *array) {
      collect_definitions(catalog, entry, definitions);
    }
    return;
  }
  const json::object* const object = value.if_object();
  if (object == nullptr) {
    return;
  }
  for (const auto& member : *object) {
    collect_definitions(catalog, member.value(), definitions);
  }
  const json::value* const reference = object->if_contains("$ref");
  const std::string name(reference != nullptr ? referred_name(*reference) : std::string_view());
  if (!name.empty() && !definitions.contains(name)) {
    const json::value schema = parse_schema(catalog, name);
    definitions.emplace(name, schema);
    collect_definitions(catalog, schema, definitions);
  }
}

} // namespace

json::object referred_schemas(const Catalog& catalog, const json::value& schema) {
  json::object definitions;
  collect_definitions(catalog, schema, definitions);
  return definitions;
}

} // namespace callout::rest
