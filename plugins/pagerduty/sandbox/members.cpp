#include "sandbox/members.hpp"

#include <string>

namespace callout::sandbox {

std::string_view text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  const json::string* string = value != nullptr ? value->if_string() : nullptr;
  return string != nullptr ? std::string_view(*string) : std::string_view();
}

const json::object* child(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr ? value->if_object() : nullptr;
}

std::string_view reference_id(const json::object& object, std::string_view name) {
  const json::object* reference = child(object, name);
  return reference != nullptr ? text(*reference, "id") : std::string_view();
}

std::vector<const json::object*> children(const json::object& object, std::string_view name) {
  std::vector<const json::object*> found;
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_array()) {
    return found;
  }
  for (const json::value& item : value->get_array()) {
    if (item.is_object()) {
      found.push_back(&item.get_object());
    }
  }
  return found;
}

bool has(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && !value->is_null();
}

json::object reference_to(const json::object& resource) {
  json::object reference;
  reference["id"] = text(resource, "id");
  reference["type"] = std::string(text(resource, "type")) + "_reference";
  for (const char* name : {"summary", "self", "html_url"}) {
    const json::value* value = resource.if_contains(name);
    reference[name] = value != nullptr ? *value : json::value();
  }
  return reference;
}

} // namespace callout::sandbox
