#include "sandbox/store/collection.hpp"

#include "sandbox/members.hpp"

namespace callout::sandbox {

json::object& Collection::add(json::object resource) {
  places_.emplace(std::string(text(resource, "id")), items_.size());
  return items_.emplace_back(std::move(resource));
}

json::object* Collection::find(std::string_view id) {
  const auto place = places_.find(std::string(id));
  return place == places_.end() ? nullptr : &items_[place->second];
}

const json::object* Collection::find(std::string_view id) const {
  const auto place = places_.find(std::string(id));
  return place == places_.end() ? nullptr : &items_[place->second];
}

bool Collection::erase(std::string_view id) {
  const auto place = places_.find(std::string(id));
  if (place == places_.end()) {
    return false;
  }
  const std::size_t index = place->second;
  items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(index));
  places_.erase(place);
  for (auto& [name, position] : places_) {
    position -= position > index ? 1 : 0;
  }
  return true;
}

} // namespace callout::sandbox
