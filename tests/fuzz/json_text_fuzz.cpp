// What crosses the ABI as JSON: parsed or refused, and what was parsed can be written again.
#include <boost/json/serialize.hpp>
#include <callout/sdk/json_text.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = callout::sdk::parse_json(callout::fuzz::text_of(data, size), "input");
  if (parsed) {
    callout::fuzz::require(callout::sdk::parse_json(boost::json::serialize(*parsed), "input").has_value());
  } else {
    callout::fuzz::require(parsed.error().status < 0 && !parsed.error().detail().empty());
  }
  return 0;
}
