#include "error_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>

#include <boost/json/parse.hpp>

namespace callout::rest {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

constexpr seconds longest_wait{std::int64_t{10} * 365 * 24 * 3600};

bool is_control(char letter) {
  return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
}

std::optional<seconds> to_seconds(std::string_view text) {
  std::int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  const bool whole = error == std::errc() && (stop == end || *stop == '.'); // a fraction is dropped
  if (!whole || count < 0) {
    return std::nullopt;
  }
  return std::min(seconds(count), longest_wait);
}

// "Sun, 06 Nov 1994 08:49:37 GMT": the one form that RFC 9110, 5.6.7 lets a server send.
std::optional<system_clock::time_point> to_time(std::string_view date) {
  std::istringstream stream{std::string(date)};
  stream.imbue(std::locale::classic());
  std::tm parts{};
  stream >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S");
  if (stream.fail()) {
    return std::nullopt;
  }
  const std::chrono::year_month_day day(std::chrono::year(parts.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                        std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
  return std::chrono::sys_days(day) + std::chrono::hours(parts.tm_hour) + std::chrono::minutes(parts.tm_min) +
         seconds(parts.tm_sec);
}

} // namespace

boost::json::object json_object_of(std::string_view body) {
  boost::json::parse_options options;
  options.max_depth = 64;
  boost::system::error_code error;
  boost::json::value value =
      boost::json::parse(boost::json::string_view(body.data(), body.size()), error, {}, options);
  return !error && value.is_object() ? std::move(value.get_object()) : boost::json::object();
}

std::string body_kind(const HttpResponse& response) {
  if (response.body.empty()) {
    return "an empty body";
  }
  const std::string type = header_text(response, "Content-Type");
  return type.empty() ? "a body without content type" : type.substr(0, type.find(';'));
}

std::string header_text(const HttpResponse& response, std::string_view name) {
  constexpr std::size_t longest = 200;
  const std::string_view text = response.header(name);
  const bool visible =
      std::all_of(text.begin(), text.end(), [](char letter) { return letter >= ' ' && letter < 0x7f; });
  return visible && text.size() <= longest ? std::string(text) : std::string();
}

std::string printable(std::string_view text, std::string_view secret) {
  constexpr std::size_t longest = 500;
  if (!secret.empty() && text.find(secret) != std::string_view::npos) {
    return {};
  }
  std::size_t size = std::min(text.size(), longest);
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size; // not in the middle of a character
  }
  std::string line(text.substr(0, size));
  std::replace_if(line.begin(), line.end(), is_control, ' ');
  return line;
}

std::optional<milliseconds> retry_after(const HttpResponse& response, system_clock::time_point now) {
  const std::string_view value = response.header("Retry-After");
  if (const auto wait = to_seconds(value)) {
    return *wait;
  }
  if (const auto time = to_time(value)) {
    const auto wait = std::chrono::ceil<milliseconds>(*time - now);
    return std::clamp<milliseconds>(wait, milliseconds(0), longest_wait);
  }
  const auto reset = to_seconds(response.header("ratelimit-reset"));
  return reset ? std::optional<milliseconds>(*reset) : std::nullopt;
}

} // namespace callout::rest
