#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/object.hpp>
#include <callout/rest/operation.hpp>

#include "page_position.hpp"

namespace callout::rest {

/// Whether pages are asked for by their offset.
bool is_offset(Paging paging);

/// The row's parameter of this name, or nullptr.
const Parameter* find_parameter(const Operation& operation, std::string_view name);

/// The name of the list in the answer: Operation::items with its path parameter filled in.
std::string list_name(const Operation& operation, const boost::json::object& input);

/// How many items a page is asked to hold: the input's `limit`, else the most that the row and the limits
/// allow, but not more than `wanted`; zero when the operation has no such parameter.
std::int64_t page_size(const Operation& operation,
                       const boost::json::object& input,
                       const PagingLimits& limits,
                       std::int64_t wanted);

/// The input of the request for this page: without `page`, with what turns pages and, when time is split,
/// with `since` and `until`. `size` is that of page_size().
boost::json::object page_input(const Operation& operation,
                               const boost::json::object& input,
                               const PagePosition& position,
                               std::int64_t size);

/// The span of time that may be split: one whose beginning is known. `now` stands for a missing `until`.
std::optional<TimeRange>
range_of(const Operation& operation, const boost::json::object& input, std::chrono::sys_seconds now);

/// The first page: where the input itself says to begin.
PagePosition first_position(const Operation& operation, const boost::json::object& input);

/// What one answer says about the next page.
struct PageTurn {
  bool more = false;
  bool unreachable = false; ///< there may be more, but no way to ask for it
  std::int64_t offset = 0;  ///< of the next page
  std::string cursor = {};  ///< of the next page
};

/// Reads the answer to the page at `position`, which held `count` items.
PageTurn turn_page(const Operation& operation,
                   const boost::json::object& answer,
                   const PagePosition& position,
                   std::int64_t count,
                   std::int64_t size);

} // namespace callout::rest
