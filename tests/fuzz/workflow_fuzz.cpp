// Workflow files: accepted or refused, never anything else.
#include <callout/host/workflow.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto workflow = callout::host::Workflow::parse(callout::fuzz::text_of(data, size), "fuzz.yaml");
  callout::fuzz::require(workflow.has_value() || !workflow.error().message().empty());
  return 0;
}
