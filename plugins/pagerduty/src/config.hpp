#pragma once

/// The `config` object of a PagerDuty connection.

#include <optional>
#include <string>

#include <boost/json/object.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/url.hpp>

#include "call_policy.hpp"
#include "region.hpp"
#include "service_urls.hpp"

namespace callout::pagerduty {

struct Config {
  /// Which region's hosts are meant. Empty when the config names a base URL of its own and no region.
  std::optional<Region> region;
  rest::BaseUrl base_url;
  ServiceUrls service_urls; ///< the first is base_url
  std::string token_url;    ///< token endpoint unless the credentials name another
  std::string from;         ///< default of the From header, or empty
  rest::ClientOptions client;
  CallSettings calls;

  /// Where a service is, or nullptr when the config does not say.
  [[nodiscard]] const rest::BaseUrl* url_of(Service service) const {
    const auto& url = service_urls.at(static_cast<std::size_t>(service));
    return url ? &*url : nullptr;
  }
};

/// JSON Schema of the object, as text.
std::string config_schema();

/// Throws sdk::ProblemException with "pointer" for an unknown member, a wrong type or an unusable value.
/// Looks into the environment for a proxy.
Config read_config(const boost::json::object& config);

} // namespace callout::pagerduty
