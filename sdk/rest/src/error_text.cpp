#include "error_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include <callout/rest/time_text.hpp>
#include <callout/sdk/json_text.hpp>

#include "json_check.hpp"

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

} // namespace

boost::json::object json_object_of(std::string_view body, const boost::json::storage_ptr& storage) {
  auto value = sdk::parse_json(body, "the body", storage);
  return value && value->is_object() ? std::move(value->get_object()) : boost::json::object();
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

std::string_view whole_characters(std::string_view text, std::size_t most) {
  std::size_t size = std::min(text.size(), most);
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size; // not in the middle of a character
  }
  return text.substr(0, size);
}

std::string printable(std::string_view text, std::string_view secret) {
  constexpr std::size_t longest = 500;
  if (!secret.empty() && text.find(secret) != std::string_view::npos) {
    return {};
  }
  std::string line(whole_characters(text, longest));
  std::replace_if(line.begin(), line.end(), is_control, ' ');
  if (!is_utf8(line)) { // of a header, which may hold any bytes
    std::replace_if(
        line.begin(),
        line.end(),
        [](char letter) { return static_cast<unsigned char>(letter) > 0x7fU; },
        '?');
  }
  return line;
}

std::optional<milliseconds> retry_after(const HttpResponse& response, system_clock::time_point now) {
  const std::string_view value = response.header("Retry-After");
  if (const auto wait = to_seconds(value)) {
    return *wait;
  }
  if (const auto time = parse_http_date(value)) {
    // In milliseconds, since the clock's nanoseconds end in the year 2262.
    const milliseconds wait = *time - std::chrono::floor<milliseconds>(now);
    return std::clamp<milliseconds>(wait, milliseconds(0), longest_wait);
  }
  const auto reset = to_seconds(response.header("ratelimit-reset"));
  return reset ? std::optional<milliseconds>(*reset) : std::nullopt;
}

} // namespace callout::rest
