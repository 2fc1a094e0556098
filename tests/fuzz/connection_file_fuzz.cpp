// Connection files: every connection is whole, or a failure says where it is not.
#include <algorithm>

#include "connections/connection_file.hpp"
#include "failure_properties.hpp"
#include "yaml/strict_yaml.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace fuzz = callout::fuzz;
  const std::string_view text = fuzz::text_of(data, size);
  callout::host::YamlPositions positions;
  const auto document = callout::host::read_yaml(text, "fuzz.yaml", &positions);
  if (document) {
    fuzz::require(callout::host::is_json(boost::json::serialize(*document)));
  } else {
    fuzz::require_place(document.error());
  }
  const auto connections = callout::host::parse_connections(text, "fuzz.yaml");
  fuzz::require(document.has_value() || !connections.has_value());
  if (!connections) {
    fuzz::require_place(connections.error());
    return 0;
  }
  for (const auto& connection : *connections) {
    fuzz::require(!connection.plugin.empty() && !connection.name.empty());
    fuzz::require(connection.name.find_first_of(". /:@") == std::string::npos);
    fuzz::require(connection.place.find("fuzz.yaml:") == 0 && !connection.credentials.contains("kind"));
    (void)connection.access.refusal_by_name(connection.name, "listIncidents");
  }
  return 0;
}
