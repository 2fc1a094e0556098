#include <algorithm>
#include <array>

#include <callout/rest/operation.hpp>

namespace callout::rest {

std::string_view method_name(Method method) {
  static constexpr std::array<std::string_view, 6> names{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  return names.at(static_cast<std::size_t>(method));
}

const Operation* Catalog::find(std::string_view id) const {
  const auto row = std::lower_bound(
      operations.begin(), operations.end(), id, [](const Operation& left, std::string_view right) {
        return left.id < right;
      });
  return row != operations.end() && row->id == id ? &*row : nullptr;
}

std::string_view Catalog::schema(std::string_view name) const {
  const auto row = std::lower_bound(
      schemas.begin(), schemas.end(), name, [](const NamedSchema& left, std::string_view right) {
        return left.name < right;
      });
  return row != schemas.end() && row->name == name ? row->json : std::string_view();
}

} // namespace callout::rest
