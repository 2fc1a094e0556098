#pragma once

/// JSON values as libjq holds them, so that expressions work on a run's data without conversion.

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/value.hpp>

extern "C" {
#include <jv.h>
}

namespace callout::host::workflow {

/// One owned reference to a jv. Copies share the data. The counts are not atomic: a value, its copies and
/// its parts stay on one thread at a time.
class Value {
public:
  /// null
  Value() noexcept : value_(jv_null()) {}

  /// Takes the reference over.
  explicit Value(jv owned) noexcept : value_(owned) {}

  explicit Value(std::string_view text);

  explicit Value(double number) noexcept : value_(jv_number(number)) {}

  Value(const Value& other) noexcept : value_(jv_copy(other.value_)) {}

  Value(Value&& other) noexcept : value_(std::exchange(other.value_, jv_null())) {}

  Value& operator=(const Value& other) noexcept {
    Value copy(other);
    std::swap(value_, copy.value_);
    return *this;
  }

  Value& operator=(Value&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }

  ~Value() { jv_free(value_); }

  static Value object() noexcept { return Value(jv_object()); }

  static Value array() noexcept { return Value(jv_array()); }

  /// Integers beyond 2^53 lose digits; the caller has refused them.
  static Value from_json(const boost::json::value& json);

  /// A reference for a libjq function, which will release it.
  [[nodiscard]] jv share() const noexcept { return jv_copy(value_); }

  [[nodiscard]] jv_kind kind() const noexcept { return jv_get_kind(value_); }

  [[nodiscard]] bool is_string() const noexcept { return kind() == JV_KIND_STRING; }

  [[nodiscard]] bool is_number() const noexcept { return kind() == JV_KIND_NUMBER; }

  [[nodiscard]] bool is_object() const noexcept { return kind() == JV_KIND_OBJECT; }

  [[nodiscard]] bool is_array() const noexcept { return kind() == JV_KIND_ARRAY; }

  [[nodiscard]] bool is_null() const noexcept { return kind() == JV_KIND_NULL; }

  /// As in jq: everything but false and null.
  [[nodiscard]] bool is_truthy() const noexcept { return !is_null() && kind() != JV_KIND_FALSE; }

  /// "null", "boolean", "number", "string", "array", "object".
  [[nodiscard]] std::string_view kind_name() const noexcept { return jv_kind_name(kind()); }

  /// The characters of a string, borrowed from this value; empty for another kind.
  [[nodiscard]] std::string_view text() const noexcept;

  /// 0 for another kind.
  [[nodiscard]] double number() const noexcept { return is_number() ? jv_number_value(value_) : 0; }

  /// Elements of an array; 0 for another kind.
  [[nodiscard]] int size() const noexcept;
  /// `index` is below size().
  [[nodiscard]] Value at(int index) const noexcept;
  /// nullopt when this is no object or lacks the member.
  [[nodiscard]] std::optional<Value> find(std::string_view member) const;

  /// This is an object.
  void set(std::string_view member, Value value);
  /// This is an array.
  void append(Value value) noexcept;

  /// JSON text without spaces. NaN reads null, as libjq prints it.
  [[nodiscard]] std::string dump() const;

private:
  jv value_;
};

} // namespace callout::host::workflow
