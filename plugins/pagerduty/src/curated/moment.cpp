#include "curated/moment.hpp"

#include <callout/rest/time_text.hpp>

#include "curated/duration.hpp"
#include "curated/members.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

rest::Result<Moment> read_member(const Api& api, const json::object& input, std::string_view name) {
  const auto moment = read_moment(text_of(input, name));
  if (!moment) {
    return api.refuse("/" + std::string(name), "is no time", "Write it as 2026-01-31T22:00:00Z.");
  }
  return *moment;
}

rest::Result<Moment> read_end(const Api& api, const json::object& input, Moment begin) {
  const json::value* const given = input.if_contains("duration");
  if ((given == nullptr) == !input.contains("until")) {
    return api.refuse("/duration", "or `until` must say when it ends, and only one of them");
  }
  if (given == nullptr) {
    return read_member(api, input, "until");
  }
  const auto duration = read_duration(*given);
  if (!duration) {
    return api.refuse("/duration", "is no duration", R"(Write seconds, or a text such as "90m" or "1d12h".)");
  }
  return begin + *duration;
}

} // namespace

std::string to_text(Moment moment) {
  return rest::format_time(moment);
}

std::optional<Moment> read_moment(std::string_view text) {
  const std::size_t clock = text.find('T'); // behind it, a sign is that of an offset
  const bool has_zone =
      clock != std::string_view::npos && text.find_first_of("Zz+-", clock) != std::string_view::npos;
  return has_zone ? rest::parse_time(text) : std::nullopt;
}

rest::Result<Span> read_span(const Api& api, const json::object& input, Moment now) {
  const auto begin = input.contains("start") ? read_member(api, input, "start") : rest::Result<Moment>(now);
  if (!begin) {
    return begin.error();
  }
  const auto end = read_end(api, input, *begin);
  if (!end) {
    return end.error();
  }
  if (*end <= *begin || *end <= now) {
    return api.refuse(input.contains("until") ? "/until" : "/duration",
                      "ends at " + to_text(*end) + ", which is not behind the start and the present");
  }
  return Span{*begin, *end};
}

} // namespace callout::pagerduty::curated
