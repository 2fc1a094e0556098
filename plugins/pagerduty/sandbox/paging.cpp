#include "sandbox/paging.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <boost/json/array.hpp>

#include "sandbox/errors.hpp"

namespace callout::sandbox {
namespace {

constexpr std::size_t largest_page = 100;
constexpr std::size_t deepest_item = 10000;

std::optional<std::size_t> number(std::optional<std::string_view> text, std::size_t otherwise) {
  if (!text) {
    return otherwise;
  }
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  const bool whole = error == std::errc() && end == text->data() + text->size();
  return whole ? std::optional(value) : std::nullopt;
}

} // namespace

Result<Page> read_page(const Parameters& query) {
  const Page usual;
  const auto offset = number(find_parameter(query, "offset"), usual.offset);
  const auto limit = number(find_parameter(query, "limit"), usual.limit);
  if (!offset) {
    return invalid_input({"Offset must be a number that is not negative."});
  }
  if (!limit || *limit == 0) {
    return invalid_input({"Limit must be a number from 1 to 100."});
  }
  const std::size_t size = std::min(*limit, largest_page);
  if (*offset > deepest_item || *offset + size > deepest_item) {
    return invalid_input({"Offset and limit together must not go past 10000 records."});
  }
  return Page{*offset, size, find_parameter(query, "total") == "true"};
}

json::object page_of(std::string_view name, const std::vector<const json::object*>& items, const Page& page) {
  const std::size_t first = std::min(page.offset, items.size());
  const std::size_t last = std::min(first + page.limit, items.size());
  json::array shown;
  shown.reserve(last - first);
  for (std::size_t i = first; i < last; ++i) {
    shown.push_back(*items[i]);
  }
  json::object result;
  result[name] = std::move(shown);
  result["limit"] = page.limit;
  result["offset"] = page.offset;
  result["more"] = last < items.size();
  result["total"] = page.total ? json::value(items.size()) : json::value();
  return result;
}

} // namespace callout::sandbox
