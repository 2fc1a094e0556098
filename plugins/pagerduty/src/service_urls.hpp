#pragma once

/// Where the services of PagerDuty are, for one connection.

#include <array>
#include <optional>

#include <boost/json/object.hpp>
#include <callout/rest/config_reader.hpp>
#include <callout/rest/url.hpp>

#include "catalog.hpp"
#include "region.hpp"

namespace callout::pagerduty {

/// In the order of Service. Empty for a service that the config gives no address for: one that names a base
/// URL of its own and no region must not send its credential to PagerDuty's hosts.
using ServiceUrls = std::array<std::optional<rest::BaseUrl>, 9>;

/// What the addresses follow from.
struct ServiceUrlSource {
  const rest::ConfigReader& reader;
  const boost::json::object& config;
  std::optional<Region> region;  ///< Config::region
  const rest::BaseUrl& base_url; ///< Config::base_url
};

/// In this order: the service's entry in `service_urls`, `events_url` for the Events APIs, `base_url` for
/// what PagerDuty serves at the REST API's host, the region's host. Throws sdk::ProblemException for an
/// unknown service or an unusable URL.
ServiceUrls read_service_urls(const ServiceUrlSource& source);

} // namespace callout::pagerduty
