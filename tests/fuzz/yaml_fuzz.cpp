// Connection and workflow files begin as YAML: read or refused with a place.
#include <boost/json/value.hpp>

#include "input.hpp"
#include "yaml/strict_yaml.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  callout::host::YamlPositions positions;
  const auto value = callout::host::read_yaml(callout::fuzz::text_of(data, size), "fuzz.yaml", &positions);
  if (!value) {
    callout::fuzz::require(value.error().message().find("fuzz.yaml:") == 0);
  }
  return 0;
}
