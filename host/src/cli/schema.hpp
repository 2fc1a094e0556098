#pragma once

/// What the command line asks of an action's JSON Schema: which members there are, and of which types.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace callout::host::cli {

/// Types that a schema admits, as bits; 0 when it says nothing.
enum SchemaType : std::uint8_t {
  type_string = 1,
  type_integer = 2,
  type_number = 4,
  type_boolean = 8,
  type_array = 16,
  type_object = 32,
  type_null = 64
};

/// A borrowed place in a schema; local references ("#/$defs/...") are followed. The schema outlives it.
/// A place that does not exist is empty: it admits anything.
class Schema {
public:
  /// The whole schema.
  explicit Schema(const boost::json::value& root);

  [[nodiscard]] std::uint8_t types() const;
  /// Of a property, by `properties` here or in allOf, anyOf, oneOf; else `additionalProperties`.
  [[nodiscard]] Schema member(std::string_view name) const;
  [[nodiscard]] bool has_member(std::string_view name) const;
  [[nodiscard]] Schema items() const;
  /// For people: "array of string", "triggered | acknowledged", "integer".
  [[nodiscard]] std::string type_text() const;
  [[nodiscard]] std::string description() const;
  /// The member as an object or array of the schema itself, or nullptr.
  [[nodiscard]] const boost::json::value* keyword(std::string_view name) const;

private:
  Schema(const boost::json::value& root, const boost::json::value* node);

  [[nodiscard]] Schema at(const boost::json::value* node) const { return {*root_, node}; }

  /// Of allOf, anyOf and oneOf.
  [[nodiscard]] std::vector<Schema> parts() const;
  [[nodiscard]] const boost::json::value* property(std::string_view name, int depth) const;
  [[nodiscard]] std::uint8_t types(int depth) const;
  [[nodiscard]] std::string type_text(int depth) const;

  const boost::json::value* root_;
  const boost::json::value* node_;
};

} // namespace callout::host::cli
