#include "time_range.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <iomanip>
#include <iterator>
#include <locale>
#include <sstream>

namespace callout::rest {
namespace {

using std::chrono::sys_seconds;

// What follows the seconds: "", "Z", "+02:00", "+0200", after an optional fraction.
std::optional<std::chrono::minutes> parse_zone(std::string_view text) {
  if (text.starts_with('.')) {
    text.remove_prefix(std::min(text.find_first_not_of("0123456789", 1), text.size()));
  }
  std::string zone;
  std::remove_copy(text.begin(), text.end(), std::back_inserter(zone), ':');
  if (zone.empty() || zone == "Z" || zone == "z") {
    return std::chrono::minutes(0);
  }
  const bool is_offset = zone.size() == 5 && (zone[0] == '+' || zone[0] == '-') &&
                         zone.find_first_not_of("0123456789", 1) == std::string::npos;
  if (!is_offset) {
    return std::nullopt;
  }
  const int digits = std::stoi(zone.substr(1));
  const std::chrono::minutes offset(digits / 100 * 60 + digits % 100);
  return zone[0] == '-' ? -offset : offset;
}

sys_seconds to_time(const std::tm& parts) {
  const std::chrono::year_month_day day(std::chrono::year(parts.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                        std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
  return std::chrono::sys_days(day) + std::chrono::hours(parts.tm_hour) + std::chrono::minutes(parts.tm_min) +
         std::chrono::seconds(parts.tm_sec);
}

} // namespace

std::optional<sys_seconds> parse_time(std::string_view text) {
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  std::tm parts{};
  const bool has_time = text.find('T') != std::string_view::npos;
  stream >> std::get_time(&parts, has_time ? "%Y-%m-%dT%H:%M:%S" : "%Y-%m-%d");
  if (stream.fail()) {
    return std::nullopt;
  }
  std::string zone;
  std::getline(stream, zone, '\0');
  const auto offset = parse_zone(zone);
  return offset ? std::optional(to_time(parts) - *offset) : std::nullopt;
}

std::string format_time(sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << std::setfill('0') << std::setw(4) << static_cast<int>(date.year()) << '-' << std::setw(2)
       << static_cast<unsigned>(date.month()) << '-' << std::setw(2) << static_cast<unsigned>(date.day())
       << 'T' << std::setw(2) << clock.hours().count() << ':' << std::setw(2) << clock.minutes().count()
       << ':' << std::setw(2) << clock.seconds().count() << 'Z';
  return text.str();
}

std::optional<std::pair<TimeRange, TimeRange>> halves(const TimeRange& range) {
  const auto length = range.until - range.since;
  if (length < std::chrono::seconds(2)) {
    return std::nullopt;
  }
  const sys_seconds middle = range.since + length / 2;
  return std::pair(TimeRange{range.since, middle}, TimeRange{middle, range.until});
}

std::vector<TimeRange> pieces(const TimeRange& range, std::chrono::seconds longest) {
  std::vector<TimeRange> result;
  sys_seconds since = range.since;
  do {
    const sys_seconds until = std::min(range.until, since + longest);
    result.push_back({since, until});
    since = until;
  } while (since < range.until);
  return result;
}

} // namespace callout::rest
