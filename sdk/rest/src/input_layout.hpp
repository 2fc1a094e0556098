#pragma once

#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/rest/operation.hpp>

#include "body_shape.hpp"

namespace callout::rest {

/// The member of an input that is the whole body.
constexpr std::string_view whole_body = "body";

/// Which member of an input goes where: to a parameter, to the body, or to both. The operation is borrowed.
class InputLayout {
public:
  InputLayout(const Catalog& catalog, const Operation& operation)
      : operation_(operation),
        shape_(operation.body.empty() ? BodyShape() : body_shape(catalog, operation.body)) {}

  [[nodiscard]] const Operation& operation() const { return operation_; }

  [[nodiscard]] const BodyShape& shape() const { return shape_; }

  [[nodiscard]] bool is_parameter(std::string_view name) const;
  [[nodiscard]] bool is_whole_body(std::string_view name) const;
  /// Whether it belongs to the body's top level.
  [[nodiscard]] bool is_body_member(std::string_view name) const;
  [[nodiscard]] bool is_known(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> known_names() const;

  /// The input's members that belong to the body's top level.
  [[nodiscard]] boost::json::object body_members(const boost::json::object& input) const;

private:
  const Operation& operation_;
  BodyShape shape_;
};

} // namespace callout::rest
