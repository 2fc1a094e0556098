#include "curated/moment.hpp"

#include <array>
#include <cstring>
#include <ctime>

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
  const std::time_t seconds = moment.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::optional<Moment> read_moment(std::string_view text) {
  const std::string whole(text); // ends in a null byte
  std::tm parts{};
  std::tm zone{};
  const char* rest = strptime(whole.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest != nullptr && *rest == '.') {
    rest += 1 + std::strspn(rest + 1, "0123456789");
  }
  rest = rest != nullptr ? strptime(rest, "%z", &zone) : nullptr;
  if (rest == nullptr || *rest != '\0') {
    return std::nullopt;
  }
  const int day = parts.tm_mday;
  const std::time_t local = timegm(&parts); // turns February 30 into a day of March
  return parts.tm_mday == day ? std::optional(Moment(std::chrono::seconds(local - zone.tm_gmtoff)))
                              : std::nullopt;
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
