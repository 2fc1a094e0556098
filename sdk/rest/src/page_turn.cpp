#include "page_turn.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace callout::rest {
namespace {

namespace json = boost::json;

// The member of the input that holds the cursor.
std::string_view cursor_name(Paging paging) {
  switch (paging) {
  case Paging::cursor:
    return "cursor";
  case Paging::after:
    return "after";
  case Paging::starting_after:
    return "starting_after";
  default:
    return {};
  }
}

// Where starting_after goes: into the whole body when the input has one.
json::object& place_of_cursor(const Operation& operation, json::object& input) {
  json::value* const body = operation.paging == Paging::starting_after ? input.if_contains("body") : nullptr;
  return body != nullptr && body->is_object() ? body->get_object() : input;
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  if (value == nullptr || value->is_null()) {
    return {};
  }
  return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

std::optional<std::int64_t> whole(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  if (value != nullptr && value->is_int64()) {
    return value->get_int64();
  }
  return std::nullopt;
}

std::optional<bool> says_more(const json::object& answer) {
  const json::value* const more = answer.if_contains("more");
  return more != nullptr && more->is_bool() ? std::optional(more->get_bool()) : std::nullopt;
}

std::int64_t maximum_of(const Parameter& parameter, std::int64_t otherwise) {
  boost::system::error_code error;
  const json::value schema = json::parse(parameter.schema, error);
  const json::object* const object = error ? nullptr : schema.if_object();
  return object != nullptr ? whole(*object, "maximum").value_or(otherwise) : otherwise;
}

// By how much items the offset grows: by those that came, so that a page shorter than asked loses none.
PageTurn turn_offset(const json::object& answer, const PagePosition& position, std::int64_t count) {
  const std::int64_t shown_limit = whole(answer, "limit").value_or(0);
  const bool full = shown_limit == 0 || count >= shown_limit;
  const bool more = says_more(answer).value_or(count > 0 && full);
  const std::int64_t step = count > 0 ? count : std::max<std::int64_t>(shown_limit, 1);
  const std::int64_t farthest = std::numeric_limits<std::int64_t>::max() - step; // limits may be any number
  return {.more = more, .offset = std::min(position.offset, farthest) + step};
}

PageTurn turn_cursor(std::string next) {
  const bool more = !next.empty();
  return {.more = more, .cursor = std::move(next)};
}

// `last` is there on the last page too: `more`, or an empty page, ends.
PageTurn turn_starting_after(const json::object& answer, std::int64_t count) {
  PageTurn turn = turn_cursor(text_of(answer, "last"));
  turn.more = turn.more && count > 0 && says_more(answer).value_or(true);
  return turn;
}

std::optional<std::chrono::sys_seconds> time_of(const json::object& input, std::string_view name) {
  const json::value* const value = input.if_contains(name);
  return value != nullptr && value->is_string() ? parse_time(value->get_string()) : std::nullopt;
}

} // namespace

bool is_offset(Paging paging) {
  return paging == Paging::offset || paging == Paging::offset_no_more;
}

const Parameter* find_parameter(const Operation& operation, std::string_view name) {
  const auto found = std::find_if(operation.parameters.begin(),
                                  operation.parameters.end(),
                                  [name](const Parameter& parameter) { return parameter.name == name; });
  return found != operation.parameters.end() ? &*found : nullptr;
}

std::string list_name(const Operation& operation, const json::object& input) {
  const std::string_view name = operation.items;
  if (name.size() < 2 || name.front() != '{') {
    return std::string(name);
  }
  const json::value* const value = input.if_contains(name.substr(1, name.size() - 2));
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t page_size(const Operation& operation,
                       const json::object& input,
                       const PagingLimits& limits,
                       std::int64_t wanted) {
  const Parameter* const limit = find_parameter(operation, "limit");
  if (limit == nullptr) {
    return 0;
  }
  if (const auto given = whole(input, "limit"); given && *given > 0) {
    return *given;
  }
  const std::int64_t largest = operation.paging == Paging::limit_only
                                   ? maximum_of(*limit, limits.largest_page)
                                   : std::min(maximum_of(*limit, limits.largest_page), limits.largest_page);
  return std::min(largest, std::max<std::int64_t>(wanted, 1));
}

json::object page_input(const Operation& operation,
                        const json::object& input,
                        const PagePosition& position,
                        std::int64_t size) {
  json::object result = input;
  result.erase("page");
  if (!position.ranges.empty()) {
    result["since"] = format_time(position.ranges.front().since);
    result["until"] = format_time(position.ranges.front().until);
  }
  if (size > 0) {
    result["limit"] = size;
  }
  if (is_offset(operation.paging)) {
    result["offset"] = position.offset;
  } else if (!position.cursor.empty()) {
    place_of_cursor(operation, result)[cursor_name(operation.paging)] = position.cursor;
  }
  return result;
}

std::optional<TimeRange>
range_of(const Operation& operation, const json::object& input, std::chrono::sys_seconds now) {
  if (find_parameter(operation, "since") == nullptr || find_parameter(operation, "until") == nullptr ||
      input.contains("date_range") || // which makes the other side ignore both
      input.contains("offset")) {     // which counts from the beginning of the whole span
    return std::nullopt;
  }
  const auto since = time_of(input, "since");
  const auto until = input.contains("until") ? time_of(input, "until") : now;
  return since && until && *since < *until ? std::optional(TimeRange{*since, *until}) : std::nullopt;
}

PagePosition first_position(const Operation& operation, const json::object& input) {
  PagePosition position;
  if (is_offset(operation.paging)) {
    position.offset = std::max<std::int64_t>(whole(input, "offset").value_or(0), 0);
  } else if (operation.paging != Paging::limit_only) {
    json::object copy = input;
    position.cursor = text_of(place_of_cursor(operation, copy), cursor_name(operation.paging));
  }
  return position;
}

PageTurn turn_page(const Operation& operation,
                   const json::object& answer,
                   const PagePosition& position,
                   std::int64_t count,
                   std::int64_t size) {
  switch (operation.paging) {
  case Paging::offset:
  case Paging::offset_no_more:
    return turn_offset(answer, position, count);
  case Paging::cursor:
    return turn_cursor(text_of(answer, "next_cursor"));
  case Paging::after:
    return turn_cursor(text_of(answer, "after"));
  case Paging::starting_after:
    return turn_starting_after(answer, count);
  default:
    return {.unreachable = size > 0 && count >= size};
  }
}

} // namespace callout::rest
