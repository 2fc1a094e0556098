#pragma once

/// Looks at the rows of the catalog for its tests.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include "catalog.hpp"

namespace callout::pagerduty::test {

namespace json = boost::json;
using rest::ListStyle;
using rest::Location;
using rest::Method;
using rest::Operation;
using rest::Paging;
using rest::Parameter;
using rest::Risk;

inline json::value parse(std::string_view text) {
  return json::parse({text.data(), text.size()});
}

inline json::value schema(std::string_view name) {
  return parse(rest_catalog().schema(name));
}

inline const Operation& row(std::string_view id) {
  const Operation* found = rest_catalog().find(id);
  REQUIRE_MESSAGE(found != nullptr, std::string(id));
  return *found;
}

inline const Parameter* parameter(const Operation& operation, std::string_view name) {
  const auto& all = operation.parameters;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Parameter& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

template <class Predicate>
std::vector<std::string_view> ids_where(Predicate predicate) {
  std::vector<std::string_view> ids;
  for (const Operation& operation : rest_catalog().operations) {
    if (predicate(operation)) {
      ids.push_back(operation.id);
    }
  }
  return ids;
}

/// Of the REST API alone.
template <class Key>
auto count_by(Key Operation::*member) {
  std::map<Key, int> counts;
  for (const Operation& operation : rest_catalog().operations) {
    if (service_of(operation) == Service::rest) {
      ++counts[operation.*member];
    }
  }
  return counts;
}

inline std::vector<std::string_view> placeholders(std::string_view path) {
  std::vector<std::string_view> names;
  for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
    names.push_back(path.substr(open + 1, path.find('}', open) - open - 1));
  }
  return names;
}

/// Calls `visit` with every object inside `value`, itself included.
template <class Visit>
void each_object(const json::value& value, const Visit& visit) {
  if (const auto* object = value.if_object()) {
    visit(*object);
    for (const auto& member : *object) {
      each_object(member.value(), visit);
    }
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) {
      each_object(element, visit);
    }
  }
}

using Names = std::vector<std::string_view>;

} // namespace callout::pagerduty::test
