#include <algorithm>
#include <ctime>
#include <iomanip>
#include <iterator>
#include <locale>
#include <sstream>

#include <callout/rest/time_text.hpp>

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
  if (digits / 100 >= 24 || digits % 100 >= 60) {
    return std::nullopt;
  }
  const std::chrono::minutes offset(digits / 100 * 60 + digits % 100);
  return zone[0] == '-' ? -offset : offset;
}

// The time that a text begins with, and what follows it. std::get_time takes 30 February.
std::optional<sys_seconds> read(const std::string& text, const char* format, std::string& rest) {
  std::istringstream stream{text};
  stream.imbue(std::locale::classic());
  std::tm parts{};
  stream >> std::get_time(&parts, format);
  const std::chrono::year_month_day day(std::chrono::year(parts.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                        std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
  if (stream.fail() || !day.ok()) {
    return std::nullopt;
  }
  std::getline(stream, rest, '\0');
  return std::chrono::sys_days(day) + std::chrono::hours(parts.tm_hour) + std::chrono::minutes(parts.tm_min) +
         std::chrono::seconds(parts.tm_sec);
}

} // namespace

std::optional<sys_seconds> parse_time(std::string_view text) {
  const bool has_time = text.find('T') != std::string_view::npos;
  std::string zone;
  const auto time = read(std::string(text), has_time ? "%Y-%m-%dT%H:%M:%S" : "%Y-%m-%d", zone);
  const auto offset = parse_zone(zone);
  return time && offset ? std::optional(*time - *offset) : std::nullopt;
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

std::optional<sys_seconds> parse_http_date(std::string_view text) {
  std::string zone;
  return read(std::string(text), "%a, %d %b %Y %H:%M:%S", zone);
}

} // namespace callout::rest
