#include <algorithm>
#include <unordered_set>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/paging.hpp>

#include "error_text.hpp"
#include "page_items.hpp"
#include "page_position.hpp"
#include "page_turn.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

std::string label_of(const Operation& operation, const PagingLimits& limits) {
  return std::string(limits.connector).append(limits.connector.empty() ? "" : ".").append(operation.id);
}

class Collector {
public:
  Collector(const Operation& operation,
            const json::object& input,
            const FetchPage& fetch,
            const PagingLimits& limits,
            PageWish wish)
      : operation_(operation),
        input_(input),
        fetch_(fetch),
        limits_(limits),
        wish_(std::move(wish)),
        items_({.items = wish_.max_items,
                .bytes = limits.most_bytes,
                .compare_whole = is_offset(operation.paging)}),
        label_(label_of(operation, limits)),
        subject_(subject_of(operation, input)),
        list_name_(list_name(operation, input)) {}

  Result<std::string> run(std::chrono::system_clock::time_point now) {
    now_ = std::chrono::floor<std::chrono::seconds>(now);
    if (auto begun = begin(); !begun) {
      return begun.error();
    }
    do {
      if (auto went = page(); !went) {
        return went.error();
      }
    } while (more_ && wish_.all && !items_.full());
    return answer();
  }

private:
  Result<void> begin() {
    size_ = page_size(operation_, input_, limits_, wish_.max_items);
    if (!wish_.resume.empty()) {
      auto position = from_cursor(wish_.resume, subject_);
      if (!position) {
        return position.error();
      }
      at_ = std::move(*position);
      items_.know(at_.seen);
      return {};
    }
    at_ = first_position(operation_, input_);
    const auto range = range_of(operation_, input_, now_);
    const std::chrono::seconds longest = limits_.longest_range;
    if (range && longest.count() > 0 && range->until - range->since > longest) {
      if ((range->until - range->since) / longest >= most_ranges) {
        return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                                 label_ +
                                     ": from `since` to `until` is too long for requests of one span each",
                                 "Let `since` be later.");
      }
      at_.ranges = pieces(*range, longest);
    }
    return {};
  }

  Result<void> page() {
    const auto fetched = fetch_here();
    if (!fetched) {
      return fetched.error();
    }
    const json::array& items = fetched->at(list_name_).as_array();
    const std::int64_t before = items_.count();
    const std::size_t taken = items_.take(items, at_.skip);
    if (taken < items.size()) {
      at_.skip = taken;
      at_.seen.clear(); // the page will come again
      more_ = true;
      return {};
    }
    const auto count = static_cast<std::int64_t>(items.size());
    at_.seen = items_.last_page();
    if (auto moved = check_progress(before, count); !moved) {
      return moved;
    }
    at_.skip -= std::min(at_.skip, items.size()); // the page that was cut may have been larger than this one
    return turn(turn_page(operation_, *fetched, at_, count, size_here()));
  }

  // Several pages without anything new are a list that does not heed its offset. Empty ones may be a filter
  // at work, for a while. Ranges do overlap.
  Result<void> check_progress(std::int64_t before, std::int64_t count) {
    constexpr int most_stale = 300;
    const bool is_stale = items_.count() == before && at_.skip == 0;
    const int known = at_.ranges.empty() ? 100 : is_offset(operation_.paging) ? 0 : 3;
    stale_ = is_stale ? stale_ + (count > 0 ? known : 3) : 0;
    return stale_ < most_stale ? Result<void>() : endless("page after page brought nothing new");
  }

  [[nodiscard]] sdk::Problem endless(std::string_view why) const {
    return sdk::make_problem(CALLOUT_E_UNAVAILABLE,
                             label_ + ": " + std::string(why) + ", after " + std::to_string(items_.count()) +
                                 " items: the list would never end",
                             "Ask for less by filters; if it stays, tell whoever runs the service.");
  }

  // Near the deepest offset a page is shorter.
  [[nodiscard]] std::int64_t size_here() const {
    return is_offset(operation_.paging)
               ? std::min(size_, std::max<std::int64_t>(limits_.deepest_offset - at_.offset, 1))
               : size_;
  }

  Result<json::object> fetch(const PagePosition& position, std::int64_t size) {
    const auto response = fetch_(page_input(operation_, input_, position, size));
    if (!response) {
      return response.error();
    }
    json::object body = json_object_of(response->body);
    const json::value* const list = body.if_contains(list_name_);
    if (list == nullptr || !list->is_array()) {
      return sdk::make_problem(CALLOUT_E_UNAVAILABLE,
                               std::string(operation_.id) + ": the answer with status " +
                                   std::to_string(response->status) + " has no list `" + list_name_ + "`",
                               "Call it without `page` to see what is answered.");
    }
    return body;
  }

  Result<void> turn(const PageTurn& next) {
    at_.lost |= next.unreachable;
    if (!next.more) {
      next_range();
      return {};
    }
    if (!next.cursor.empty() && (next.cursor == at_.cursor || !cursors_.insert(next.cursor).second)) {
      return endless("the same cursor came twice");
    }
    if (is_offset(operation_.paging)) {
      return turn_by_offset(next.offset);
    }
    at_.cursor = next.cursor;
    more_ = true;
    return {};
  }

  Result<void> turn_by_offset(std::int64_t offset) {
    if (offset >= limits_.deepest_offset) {
      split_or_lose();
      return {};
    }
    at_.offset = offset;
    more_ = true;
    return {};
  }

  // The page at at_. When offsets do not reach all of a range, that of its first half instead: found out
  // before an item is handed out, since all would come again with the halves.
  Result<json::object> fetch_here() {
    for (;;) {
      auto fetched = fetch(at_, size_here());
      const bool is_first = is_offset(operation_.paging) && at_.offset == 0 && at_.skip == 0;
      if (!fetched || !is_first || !can_split() || !has_more(*fetched, at_, size_here())) {
        return fetched;
      }
      PagePosition deepest = at_;
      deepest.offset = limits_.deepest_offset - 1;
      auto last = fetch(deepest, 1);
      if (!last || !has_more(*last, deepest, 1)) {
        return last ? std::move(fetched) : std::move(last);
      }
      split();
    }
  }

  [[nodiscard]] bool
  has_more(const json::object& answer, const PagePosition& position, std::int64_t size) const {
    const auto count = static_cast<std::int64_t>(answer.at(list_name_).as_array().size());
    return count > 0 && turn_page(operation_, answer, position, count, size).more;
  }

  [[nodiscard]] bool can_split() const {
    return splits_ < most_splits && std::ssize(at_.ranges) < most_ranges && halves_of_current().has_value();
  }

  [[nodiscard]] std::optional<std::pair<TimeRange, TimeRange>> halves_of_current() const {
    const auto current =
        at_.ranges.empty() ? range_of(operation_, input_, now_) : std::optional(at_.ranges.front());
    return current ? halves(*current) : std::nullopt;
  }

  // A list that has grown since its first page was looked at.
  void split_or_lose() {
    if (can_split()) {
      split();
      return;
    }
    at_.lost = true;
    next_range();
  }

  void split() {
    const auto [earlier, later] = *halves_of_current();
    if (!at_.ranges.empty()) {
      at_.ranges.erase(at_.ranges.begin());
    }
    at_.ranges.insert(at_.ranges.begin(), {earlier, later});
    ++splits_;
    restart();
  }

  void next_range() {
    more_ = at_.ranges.size() > 1;
    if (more_) {
      at_.ranges.erase(at_.ranges.begin());
      restart();
    }
  }

  // The first page of the range that is now the first.
  void restart() {
    at_.offset = 0;
    at_.cursor.clear();
    at_.skip = 0;
    stale_ = 0;
    more_ = true;
  }

  [[nodiscard]] std::string answer() const {
    const json::value next = more_ ? json::value(to_cursor(at_, subject_)) : json::value();
    std::string text = "{" + json::serialize(json::string(list_name_)) + ":[";
    text.append(items_.text()).append("],\"truncated\":").append(more_ || at_.lost ? "true" : "false");
    return text.append(",\"next\":").append(json::serialize(next)).append("}");
  }

  static constexpr int most_splits = 200;

  const Operation& operation_;
  const json::object& input_;
  const FetchPage& fetch_;
  const PagingLimits& limits_;
  const PageWish wish_;
  PageItems items_;
  const std::string label_; ///< of the action, in errors
  const std::string subject_;
  const std::string list_name_;
  std::chrono::sys_seconds now_;
  std::int64_t size_ = 0;
  PagePosition at_;   ///< of the page to fetch
  bool more_ = false; ///< there is a page at at_
  int splits_ = 0;
  int stale_ = 0; ///< what the pages since the last new item weigh
  std::unordered_set<std::string> cursors_;
};

} // namespace

bool asks_for_pages(const Operation& operation, const json::object& input) {
  const json::value* const page = input.if_contains("page");
  return operation.paging != Paging::none && find_parameter(operation, "page") == nullptr &&
         page != nullptr && !page->is_null();
}

Result<std::string> collect_pages(const Operation& operation,
                                  const json::object& input,
                                  const FetchPage& fetch,
                                  const PagingLimits& limits,
                                  std::chrono::system_clock::time_point now) {
  const auto wish = read_page_wish(input.at("page"), limits);
  if (!wish) {
    sdk::Problem problem = wish.error();
    problem.members["detail"] = label_of(operation, limits) + ": " + std::string(problem.detail());
    return problem;
  }
  return Collector(operation, input, fetch, limits, *wish).run(now);
}

} // namespace callout::rest
