#pragma once

#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "sandbox/message.hpp"

namespace callout::sandbox {

/// Classic paging: `offset`, `limit` (25 unless given, at most 100) and whether `total` is counted.
struct Page {
  std::size_t offset = 0;
  std::size_t limit = 25;
  bool total = false;
};

/// Reads the page from a query; 400 for what is no number, a limit of 0, or offset + limit past 10000.
Result<Page> read_page(const Parameters& query);

/// `{<name>: [...], "offset", "limit", "more", "total"}` with the items of the page.
json::object page_of(std::string_view name, const std::vector<const json::object*>& items, const Page& page);

} // namespace callout::sandbox
