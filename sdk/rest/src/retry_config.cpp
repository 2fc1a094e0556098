#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include <boost/json/value.hpp>
#include <callout/rest/retry_config.hpp>

namespace callout::rest {
namespace {

using std::chrono::milliseconds;

struct Bounds {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

std::int64_t
whole_number(const ConfigReader& reader, std::string_view name, std::int64_t fallback, Bounds bounds) {
  const boost::json::value* const value = reader.find(name);
  if (value == nullptr) {
    return fallback;
  }
  if (!value->is_int64() || value->get_int64() < bounds.least || value->get_int64() > bounds.most) {
    reader.refuse(name,
                  "`retry." + std::string(name) + "` must be a whole number from " +
                      std::to_string(bounds.least) + " to " + std::to_string(bounds.most));
  }
  return value->get_int64();
}

} // namespace

const std::string_view retry_property =
    R"json({"type":"object","additionalProperties":false,"title":"Repetitions",
"description":"Of requests that were refused before they took effect, or may be sent twice","properties":{
"max_attempts":{"type":"integer","minimum":1,"maximum":20,"default":4,
 "description":"Of one call, the first included; 1 repeats none"},
"base_delay_ms":{"type":"integer","minimum":1,"maximum":60000,"default":500,
 "description":"The longest wait before the second attempt, unless the service says when; doubles from then on"},
"longest_wait_ms":{"type":"integer","minimum":0,"maximum":3600000,"default":60000,
 "description":"A call that had to wait longer is answered at once, with the wait"}}})json";

RetryOptions read_retry_options(const ConfigReader& reader) {
  constexpr std::array<std::string_view, 3> known{"max_attempts", "base_delay_ms", "longest_wait_ms"};
  const ConfigReader retry = reader.within("retry", known);
  RetryOptions options;
  options.max_attempts =
      static_cast<unsigned>(whole_number(retry, "max_attempts", options.max_attempts, {1, 20}));
  options.base_delay =
      milliseconds(whole_number(retry, "base_delay_ms", options.base_delay.count(), {1, 60'000}));
  options.longest_wait =
      milliseconds(whole_number(retry, "longest_wait_ms", options.longest_wait.count(), {0, 3'600'000}));
  return options;
}

} // namespace callout::rest
