#pragma once

/// All pages of a list in one answer, whichever way the other side turns pages.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/operation.hpp>
#include <callout/rest/result.hpp>

namespace callout::rest {

/// What the other side allows, and how much one answer may hold.
struct PagingLimits {
  std::string_view connector = {};                        ///< prefix in errors: "pagerduty"
  std::int64_t largest_page = 100;                        ///< asked for unless the input has a `limit`
  std::int64_t deepest_offset = 10'000;                   ///< offset and limit together may not go beyond
  std::int64_t most_items = 100'000;                      ///< the default of `page.max_items`
  std::size_t most_bytes = std::size_t{64} * 1024 * 1024; ///< of an answer's items, as text
  /// The longest span of `since` to `until` in one request; zero: any.
  std::chrono::seconds longest_range{0};
};

/// Sends one request for this input, without `page`. An answer other than 2xx is a problem.
using FetchPage = std::function<Result<HttpResponse>(const boost::json::object& input)>;

/// Whether the input has the member `page`, and the operation lists things page by page.
bool asks_for_pages(const Operation& operation, const boost::json::object& input);

/// JSON Schema of the member `page`: {"all", "max_items", "resume"}.
boost::json::object page_schema();

/// Fetches page after page and answers {"<Operation::items>": [...], "truncated": bool, "next": text or
/// null}. "truncated" says that there is more, or may be; "next" goes on there as `page.resume`. `page.all`:
/// false fetches one page. Items that come twice, since the list moved meanwhile, are there once: they are
/// told by "id". Past deepest_offset, and for spans over longest_range, the time between `since` and `until`
/// is split where the operation and the input have them; `now` stands for an `until` that is left out.
/// CALLOUT_E_INVALID_ARGUMENT for a `page` that is wrong, a `resume` of another action or filter, or more
/// than 1000 spans of longest_range; CALLOUT_E_UNAVAILABLE when the other side sends the same cursor twice,
/// page after page with nothing new (a hundred when they are empty) or no list; else what `fetch` meets.
Result<std::string>
collect_pages(const Operation& operation,
              const boost::json::object& input,
              const FetchPage& fetch,
              const PagingLimits& limits = {},
              std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

} // namespace callout::rest
