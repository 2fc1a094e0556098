#include "curated/members.hpp"

namespace callout::pagerduty::curated {

namespace json = boost::json;

std::string_view text_of(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

json::object brief_of(const json::object& reference) {
  return {{"id", text_of(reference, "id")}, {"name", text_of(reference, "summary")}};
}

const json::object* object_of(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr ? value->if_object() : nullptr;
}

const json::object* object_of(const json::value& value, std::string_view name) {
  const json::object* const object = value.if_object();
  return object != nullptr ? object_of(*object, name) : nullptr;
}

const json::array& list_of(const json::object& object, std::string_view name) {
  static const json::array none;
  const json::value* const value = object.if_contains(name);
  const json::array* const list = value != nullptr ? value->if_array() : nullptr;
  return list != nullptr ? *list : none;
}

const json::array& list_of(const json::value& value, std::string_view name) {
  static const json::object none;
  const json::object* const object = value.if_object();
  return list_of(object != nullptr ? *object : none, name);
}

} // namespace callout::pagerduty::curated
