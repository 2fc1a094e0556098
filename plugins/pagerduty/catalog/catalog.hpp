#pragma once

/// PagerDuty's APIs as data: every operation of its OpenAPI documents, repaired where those are wrong.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "callout/rest/operation.hpp"

namespace callout::pagerduty {

/// An API with a base URL of its own.
enum class Service : std::uint8_t {
  rest,
  events_v2,
  events_v1,
  scim,
  slack,
  slack_connections,
  msteams,
  jiracloud,
  jiraserver
};

/// What the documents say of a service.
struct ServiceFacts {
  std::string_view name = {}; ///< of the enumerator
  std::string_view url = {};  ///< base URL in region us
  /// Whether its requests carry the connection's credential. Those of the Events APIs carry the key of an
  /// integration in their body instead.
  bool authorized = false;
};

/// An input that shows how an operation is called.
struct Example {
  std::string_view id = {}; ///< of the operation
  std::string_view json = {};
};

/// All operations and the schemas of their bodies. Constant data of the program, like all that follows: valid
/// at any time, also before main, from any thread.
const rest::Catalog& rest_catalog();

/// The service that a row of rest_catalog() belongs to.
Service service_of(const rest::Operation& operation);

/// In the order of Service.
std::span<const ServiceFacts> all_services();

const ServiceFacts& facts_of(Service service);

/// The overlay's example for an operation, a JSON object as text; empty where there is none.
/// Its ids and keys are the sandbox's, so that it works there as pasted.
std::string_view written_example(std::string_view operation_id);

} // namespace callout::pagerduty
