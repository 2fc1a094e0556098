#include "catalog.hpp"

#include <algorithm>

#include "tables.hpp"

namespace callout::pagerduty {
namespace {

constinit const rest::Catalog catalog{operations, schemas};

} // namespace

const rest::Catalog& rest_catalog() {
  return catalog;
}

Service service_of(const rest::Operation& operation) {
  return operation_services.at(static_cast<std::size_t>(&operation - operations.data()));
}

std::span<const ServiceFacts> all_services() {
  return service_facts;
}

const ServiceFacts& facts_of(Service service) {
  return service_facts.at(static_cast<std::size_t>(service));
}

std::string_view written_example(std::string_view operation_id) {
  const auto* const found = std::lower_bound(
      examples.begin(), examples.end(), operation_id, [](const Example& example, std::string_view id) {
        return example.id < id;
      });
  return found != examples.end() && found->id == operation_id ? found->json : std::string_view();
}

} // namespace callout::pagerduty
