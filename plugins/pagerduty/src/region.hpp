#pragma once

/// PagerDuty's service regions.

#include <cstdint>
#include <optional>
#include <string_view>

namespace callout::pagerduty {

/// An account lives in one region for good; each region has hosts of its own.
enum class Region : std::uint8_t { us, eu };

/// "us" or "eu", as in a connection's config and in an account scope.
std::string_view region_name(Region region);

std::optional<Region> find_region(std::string_view name);

/// Base URL of the region's REST API (developer.pagerduty.com, "Service Regions").
std::string_view rest_url(Region region);

/// The token endpoint. One identity host serves both regions: the region is inside the scope.
constexpr std::string_view identity_token_url = "https://identity.pagerduty.com/oauth/token";

} // namespace callout::pagerduty
