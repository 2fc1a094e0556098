// What crosses the ABI as JSON: parsed or refused, and what was parsed can be written again.
#include <boost/json/serialize.hpp>
#include <callout/sdk/json_text.hpp>

#include "answer_properties.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = callout::sdk::parse_json(callout::fuzz::text_of(data, size), "input");
  if (!parsed) {
    callout::fuzz::require_problem(parsed.error());
    return 0;
  }
  const std::string written = boost::json::serialize(*parsed);
  const auto again = callout::sdk::parse_json(written, "input");
  callout::fuzz::require(again.has_value() && again->kind() == parsed->kind());
  return 0;
}
