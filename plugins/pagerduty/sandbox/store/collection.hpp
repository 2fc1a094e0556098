#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include <boost/json/object.hpp>

namespace callout::sandbox {

namespace json = boost::json;

/// Resources of one kind in their wire form, in the order they were made, found by `id`.
///
/// References stay good until the collection is changed by erase().
class Collection {
public:
  /// Adds a resource, which has an `id` that is new here.
  json::object& add(json::object resource);

  [[nodiscard]] json::object* find(std::string_view id);
  [[nodiscard]] const json::object* find(std::string_view id) const;

  /// Removes a resource; false when there is none.
  bool erase(std::string_view id);

  [[nodiscard]] std::size_t size() const { return items_.size(); }

  [[nodiscard]] auto begin() { return items_.begin(); }

  [[nodiscard]] auto end() { return items_.end(); }

  [[nodiscard]] auto begin() const { return items_.begin(); }

  [[nodiscard]] auto end() const { return items_.end(); }

private:
  std::deque<json::object> items_;
  std::unordered_map<std::string, std::size_t> places_;
};

} // namespace callout::sandbox
