#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/rest/operation.hpp>
#include <callout/rest/paging.hpp>
#include <callout/rest/result.hpp>

#include "time_range.hpp"

namespace callout::rest {

/// Spans of time that one listing may still have before it: more would not fit a cursor.
constexpr std::int64_t most_ranges = 1000;

/// Where a page begins.
struct PagePosition {
  std::int64_t offset = 0;
  std::string cursor = {}; ///< of the styles cursor, after and starting_after; empty: the first page
  std::size_t skip = 0;    ///< items at its beginning that were delivered already
  /// Time still to be read, the range of this page first. Empty: the input's own.
  std::vector<TimeRange> ranges = {};
  /// Hashes of what the page before held, so that a list that moved meanwhile gives no item twice.
  std::vector<std::uint64_t> seen = {};
  bool lost = false; ///< something before it could not be reached

  friend bool operator==(const PagePosition&, const PagePosition&) = default;
};

/// As the opaque text that `page.resume` takes. `subject` is subject_of() of the listing.
std::string to_cursor(const PagePosition& position, std::string_view subject);

/// CALLOUT_E_INVALID_ARGUMENT for a text that is none, or of another subject.
Result<PagePosition> from_cursor(std::string_view text, std::string_view subject);

/// What tells listings apart: the action and its filters, without `page` and `limit`.
std::string subject_of(const Operation& operation, const boost::json::object& input);

/// What the member `page` asks for.
struct PageWish {
  bool all = true;
  std::int64_t max_items = 0;
  std::string resume = {};
};

Result<PageWish> read_page_wish(const boost::json::value& page, const PagingLimits& limits);

} // namespace callout::rest
