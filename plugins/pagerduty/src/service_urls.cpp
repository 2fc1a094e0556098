#include "service_urls.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callout/rest/nearest_name.hpp>

namespace callout::pagerduty {
namespace {

namespace json = boost::json;

constexpr std::string_view member = "service_urls";

// The names that `service_urls` may hold: REST has `base_url`.
std::vector<std::string_view> other_services() {
  std::vector<std::string_view> names;
  for (const ServiceFacts& facts : all_services().subspan(1)) {
    names.push_back(facts.name);
  }
  return names;
}

const json::object& given_urls(const ServiceUrlSource& source) {
  static const json::object none;
  const json::value* const given = source.config.if_contains(member);
  if (given == nullptr) {
    return none;
  }
  if (!given->is_object()) {
    source.reader.refuse(member, "`service_urls` is not an object of services and URLs");
  }
  const std::vector<std::string_view> known = other_services();
  for (const auto& entry : given->get_object()) {
    if (std::find(known.begin(), known.end(), std::string_view(entry.key())) == known.end()) {
      source.reader.refuse(member, "`service_urls`: " + rest::unknown_member(entry.key(), known));
    }
  }
  return given->get_object();
}

rest::BaseUrl parse_given(const ServiceUrlSource& source, std::string_view name, const json::value& url) {
  const std::string what = "service_urls." + std::string(name);
  if (!url.is_string()) {
    source.reader.refuse(member, "`" + what + "` is not a string", "Write a URL.");
  }
  auto parsed = rest::parse_base_url(url.get_string(), what);
  if (!parsed) {
    source.reader.refuse(member, parsed.error().detail());
  }
  return *parsed;
}

bool is_events(Service service) {
  return service == Service::events_v2 || service == Service::events_v1;
}

// The documents name the hosts of region us (developer.pagerduty.com, "Service Regions").
rest::BaseUrl host_in(Region region, rest::Origin origin) {
  if (region == Region::eu) {
    origin.host.insert(origin.host.find('.'), ".eu");
  }
  return {.origin = std::move(origin), .path = ""};
}

std::optional<rest::BaseUrl> url_of(const ServiceUrlSource& source, Service service) {
  if (service == Service::rest) {
    return source.base_url;
  }
  const rest::BaseUrl documented = *rest::parse_base_url(facts_of(service).url, facts_of(service).name);
  const auto below = [&documented](rest::BaseUrl base) {
    base.path += documented.path;
    return base;
  };
  if (is_events(service) && source.reader.has("events_url")) {
    return below(source.reader.base_url("events_url", {}));
  }
  if (documented.origin == rest::parse_base_url(rest_url(Region::us), "base_url")->origin) {
    return below(source.base_url);
  }
  return source.region ? std::optional(below(host_in(*source.region, documented.origin))) : std::nullopt;
}

} // namespace

ServiceUrls read_service_urls(const ServiceUrlSource& source) {
  const json::object& given = given_urls(source);
  ServiceUrls urls;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    const std::string_view name = all_services()[i].name;
    const json::value* const own = given.if_contains(name);
    urls.at(i) = own != nullptr ? parse_given(source, name, *own) : url_of(source, static_cast<Service>(i));
  }
  return urls;
}

} // namespace callout::pagerduty
