// Times, durations and cursors as people and services write them: what was read is written and read again as
// the same.
#include <callout/rest/operation.hpp>
#include <callout/rest/time_text.hpp>

#include "curated/duration.hpp"
#include "curated/moment.hpp"
#include "input.hpp"
#include "page_position.hpp"
#include "time_range.hpp"

namespace callout::fuzz {
namespace {

// Neither before year 0 nor after 9999, which four digits do not tell.
template <class Time>
bool has_four_digits(Time time) {
  constexpr std::chrono::seconds first{-62'167'219'200};
  constexpr std::chrono::seconds last{253'402'300'799};
  return time.time_since_epoch() >= first && time.time_since_epoch() <= last;
}

void check_range(const rest::TimeRange& range) {
  constexpr std::chrono::hours longest(24 * 365 * 100);
  const auto parts = rest::pieces(range, longest);
  require(parts.front().since == range.since && parts.back().until == range.until);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    require(parts[i].since == parts[i - 1].until);
  }
  if (const auto halves = rest::halves(range)) {
    require(halves->first.until == halves->second.since && halves->first.until > range.since);
  }
}

void check_time(std::string_view text) {
  if (const auto time = rest::parse_time(text); time && has_four_digits(*time)) {
    require(rest::parse_time(rest::format_time(*time)) == time);
    check_range({*time, *time + std::chrono::hours(1'000'000)});
  }
  if (const auto moment = pagerduty::curated::read_moment(text); moment && has_four_digits(*moment)) {
    require(pagerduty::curated::read_moment(pagerduty::curated::to_text(*moment)) == moment);
  }
}

void check_duration(std::string_view text) {
  const auto duration = pagerduty::curated::read_duration(boost::json::value(text));
  require(!duration || (duration->count() > 0 && *duration <= std::chrono::hours(366 * 24)));
}

void check_cursor(std::string_view text) {
  constexpr std::string_view subject = "fuzz";
  if (const auto position = rest::from_cursor(text, subject)) {
    const auto again = rest::from_cursor(rest::to_cursor(*position, subject), subject);
    require(again.has_value() && *again == *position);
    require(!rest::from_cursor(text, "another").has_value());
  }
  rest::PagePosition own;
  own.offset = static_cast<std::int64_t>(text.size());
  own.seen = {text.size(), ~std::uint64_t{0}};
  const auto again = rest::from_cursor(rest::to_cursor(own, subject), subject);
  require(again.has_value() && *again == own);
}

} // namespace
} // namespace callout::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = callout::fuzz::text_of(data, size);
  callout::fuzz::check_time(text);
  callout::fuzz::check_duration(text);
  callout::fuzz::check_cursor(text);
  return 0;
}
