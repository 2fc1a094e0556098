#include "catalog.hpp"

#include "rest_tables.hpp"

namespace callout::pagerduty {
namespace {

constinit const rest::Catalog catalog{rest_operations, rest_schemas};

} // namespace

const rest::Catalog& rest_catalog() {
  return catalog;
}

} // namespace callout::pagerduty
