#include "workflow/parser/duration.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <string>

#include <boost/regex.hpp>

namespace callout::host::workflow {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  milliseconds length;
};

constexpr std::array<Unit, 5> units{{{"days", std::chrono::hours(24)},
                                     {"hours", std::chrono::hours(1)},
                                     {"minutes", std::chrono::minutes(1)},
                                     {"seconds", std::chrono::seconds(1)},
                                     {"milliseconds", milliseconds(1)}}};

/// False when the sum gets too long.
bool add(milliseconds& sum, std::int64_t count, milliseconds unit) {
  if (count < 0 || count > longest_duration / unit) {
    return false;
  }
  sum += count * unit;
  return sum <= longest_duration;
}

bool add(milliseconds& sum, const boost::csub_match& digits, milliseconds unit) {
  if (!digits.matched) {
    return true;
  }
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(digits.first, digits.second, count);
  return error == std::errc{} && end == digits.second && add(sum, count, unit);
}

} // namespace

std::optional<milliseconds> parse_duration(std::string_view iso8601) {
  // The two look-aheads want at least one part, and one after T.
  static const boost::regex pattern(
      R"(P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,3}))?S)?)?)");
  boost::cmatch parts;
  if (!boost::regex_match(iso8601.data(), iso8601.data() + iso8601.size(), parts, pattern)) {
    return std::nullopt;
  }
  milliseconds sum{};
  bool fits = add(sum, parts[1], std::chrono::hours(24 * 7));
  for (int part = 2; part < 6; ++part) {
    fits = fits && add(sum, parts[part], units.at(static_cast<std::size_t>(part) - 2).length);
  }
  const std::string fraction = (parts[6].str() + "000").substr(0, 3);
  sum += milliseconds(std::stoi(fraction));
  return fits ? std::optional(sum) : std::nullopt;
}

std::optional<milliseconds> parse_duration(const boost::json::object& parts) {
  milliseconds sum{};
  std::size_t known = 0;
  for (const Unit& unit : units) {
    const auto* const count = parts.if_contains(unit.name);
    if (count == nullptr) {
      continue;
    }
    ++known;
    if (!count->is_int64() || !add(sum, count->get_int64(), unit.length)) {
      return std::nullopt;
    }
  }
  return known > 0 && known == parts.size() ? std::optional(sum) : std::nullopt;
}

} // namespace callout::host::workflow
