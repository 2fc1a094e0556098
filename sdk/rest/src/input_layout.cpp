#include "input_layout.hpp"

#include <algorithm>

namespace callout::rest {

bool InputLayout::is_parameter(std::string_view name) const {
  return std::any_of(operation_.parameters.begin(),
                     operation_.parameters.end(),
                     [name](const Parameter& parameter) { return parameter.name == name; });
}

bool InputLayout::is_whole_body(std::string_view name) const {
  return !operation_.body.empty() && name == whole_body;
}

bool InputLayout::is_body_member(std::string_view name) const {
  return !is_whole_body(name) && (shape_.members.contains(name) || (shape_.open && !is_parameter(name)));
}

bool InputLayout::is_known(std::string_view name) const {
  return is_parameter(name) || is_body_member(name) || is_whole_body(name);
}

std::vector<std::string_view> InputLayout::known_names() const {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : operation_.parameters) {
    names.push_back(parameter.name);
  }
  for (const auto& member : shape_.members) {
    names.emplace_back(member.key());
  }
  if (!operation_.body.empty()) {
    names.push_back(whole_body);
  }
  return names;
}

boost::json::object InputLayout::body_members(const boost::json::object& input) const {
  boost::json::object members;
  for (const auto& member : input) {
    if (is_body_member(member.key())) {
      members.emplace(member.key(), member.value());
    }
  }
  return members;
}

} // namespace callout::rest
