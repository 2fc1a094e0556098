#include "region.hpp"

namespace callout::pagerduty {

std::string_view region_name(Region region) {
  return region == Region::us ? "us" : "eu";
}

std::optional<Region> find_region(std::string_view name) {
  for (const Region region : {Region::us, Region::eu}) {
    if (name == region_name(region)) {
      return region;
    }
  }
  return std::nullopt;
}

std::string_view rest_url(Region region) {
  return region == Region::us ? "https://api.pagerduty.com" : "https://api.eu.pagerduty.com";
}

} // namespace callout::pagerduty
