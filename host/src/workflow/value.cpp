#include "workflow/value.hpp"

namespace callout::host::workflow {
namespace {

jv string_jv(std::string_view text) {
  return jv_string_sized(text.data(), static_cast<int>(text.size()));
}

jv jv_of(const boost::json::value& json);

jv jv_of(const boost::json::array& json) {
  jv array = jv_array_sized(static_cast<int>(json.size()));
  for (const boost::json::value& element : json) {
    array = jv_array_append(array, jv_of(element));
  }
  return array;
}

jv jv_of(const boost::json::object& json) {
  jv object = jv_object();
  for (const auto& [name, member] : json) {
    object = jv_object_set(object, string_jv(name), jv_of(member));
  }
  return object;
}

jv jv_of(const boost::json::value& json) {
  switch (json.kind()) {
  case boost::json::kind::null:
    return jv_null();
  case boost::json::kind::bool_:
    return jv_bool(static_cast<int>(json.get_bool()));
  case boost::json::kind::int64:
    return jv_number(static_cast<double>(json.get_int64()));
  case boost::json::kind::uint64:
    return jv_number(static_cast<double>(json.get_uint64()));
  case boost::json::kind::double_:
    return jv_number(json.get_double());
  case boost::json::kind::string:
    return string_jv(json.get_string());
  case boost::json::kind::array:
    return jv_of(json.get_array());
  case boost::json::kind::object:
    return jv_of(json.get_object());
  }
  return jv_null();
}

} // namespace

Value::Value(std::string_view text) : value_(string_jv(text)) {}

Value Value::from_json(const boost::json::value& json) {
  return Value(jv_of(json));
}

std::string_view Value::text() const noexcept {
  if (!is_string()) {
    return {};
  }
  return {jv_string_value(value_), static_cast<std::size_t>(jv_string_length_bytes(share()))};
}

int Value::size() const noexcept {
  return is_array() ? jv_array_length(share()) : 0;
}

Value Value::at(int index) const noexcept {
  return Value(jv_array_get(share(), index));
}

std::optional<Value> Value::find(std::string_view member) const {
  if (!is_object()) {
    return std::nullopt;
  }
  jv found = jv_object_get(share(), string_jv(member));
  if (jv_is_valid(found) == 0) {
    jv_free(found);
    return std::nullopt;
  }
  return Value(found);
}

void Value::set(std::string_view member, Value value) {
  value_ = jv_object_set(value_, string_jv(member), std::exchange(value.value_, jv_null()));
}

void Value::append(Value value) noexcept {
  value_ = jv_array_append(value_, std::exchange(value.value_, jv_null()));
}

std::string Value::dump() const {
  const Value text(jv_dump_string(share(), 0));
  return std::string(text.text());
}

} // namespace callout::host::workflow
