#include "page_items.hpp"

#include <algorithm>
#include <functional>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace callout::rest {
namespace {

namespace json = boost::json;

constexpr std::uint64_t no_identity = 0;

} // namespace

std::size_t PageItems::take(const json::array& items, std::size_t skip) {
  last_page_.clear();
  std::size_t index = 0;
  for (; index < items.size() && (index < skip || !full()); ++index) {
    const std::uint64_t hash = last_page_.emplace_back(hash_of(items[index]));
    const bool is_new = hash == no_identity || seen_.insert(hash).second;
    if (is_new && index >= skip) {
      text_.append(count_ == 0 ? "" : ",").append(json::serialize(items[index]));
      ++count_;
    }
  }
  return index;
}

std::uint64_t PageItems::hash_of(const json::value& item) const {
  const json::object* const object = item.if_object();
  const json::value* const id = object != nullptr ? object->if_contains("id") : nullptr;
  if (id != nullptr && (id->is_string() || id->is_number())) {
    return std::hash<std::string>()(json::serialize(*id));
  }
  return bounds_.compare_whole ? std::hash<std::string>()(json::serialize(item)) : no_identity;
}

} // namespace callout::rest
