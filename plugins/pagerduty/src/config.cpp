#include "config.hpp"

#include <array>

#include <callout/rest/client_config.hpp>
#include <callout/rest/config_reader.hpp>

namespace callout::pagerduty {
namespace {

constexpr std::array<std::string_view, 7> members{
    "region", "base_url", "events_url", "service_urls", "token_url", "from", "share_identical_reads"};

constexpr std::string_view own_config_schema =
    R"json({"type":"object","additionalProperties":false,"properties":{
"region":{"type":"string","enum":["us","eu"],"default":"us","title":"Service region",
 "description":"Where the account lives; chooses the hosts"},
"base_url":{"type":"string","format":"uri","title":"Base URL",
 "description":"REST API, instead of the region's. https, or http on a loopback address"},
"events_url":{"type":"string","format":"uri","title":"Events URL",
 "description":"Host of the Events APIs, instead of the region's: above /v2"},
"service_urls":{"type":"object","additionalProperties":false,"title":"URLs of other services",
 "description":"Whole base URL of a service, instead of the region's","properties":{
 "events_v2":{"type":"string","format":"uri"},"events_v1":{"type":"string","format":"uri"},
 "scim":{"type":"string","format":"uri"},"slack":{"type":"string","format":"uri"},
 "slack_connections":{"type":"string","format":"uri"},"msteams":{"type":"string","format":"uri"},
 "jiracloud":{"type":"string","format":"uri"},"jiraserver":{"type":"string","format":"uri"}}},
"token_url":{"type":"string","format":"uri","title":"Token URL",
 "description":"Token endpoint, unless auth names one. PagerDuty's by default"},
"from":{"type":"string","format":"email","title":"From",
 "description":"Login address of the user in whose name incidents are changed; an action's input may say another"},
"share_identical_reads":{"type":"boolean","default":false,"title":"Share identical reads",
 "description":"Identical GETs at the same time share one request; its answer may be older than the later call"}}})json";

std::optional<Region> read_region(const rest::ConfigReader& reader) {
  if (!reader.has("region")) {
    return reader.has("base_url") ? std::nullopt : std::optional(Region::us);
  }
  const std::optional<Region> region = find_region(reader.text("region"));
  if (!region) {
    reader.refuse("region",
                  "`region` is neither us nor eu",
                  "Write us, or eu for an account whose address ends in .eu.pagerduty.com.");
  }
  return region;
}

// PagerDuty takes a user's login address here. Only what could not be one is refused.
std::string read_from(const rest::ConfigReader& reader) {
  std::string from = reader.text("from");
  const bool is_address =
      from.find('@') != std::string::npos && from.find_first_of(" \t\r\n") == std::string::npos;
  if (!from.empty() && !is_address) {
    reader.refuse("from", "`from` is no e-mail address", "Write the login address of a user of the account.");
  }
  return from;
}

} // namespace

std::string config_schema() {
  return rest::with_client_properties(own_config_schema);
}

Config read_config(const boost::json::object& config) {
  const rest::ConfigReader reader("pagerduty", config, rest::with_client_members(members));
  Config result;
  result.region = read_region(reader);
  result.base_url = reader.base_url("base_url", rest_url(result.region.value_or(Region::us)));
  result.service_urls = read_service_urls(
      {.reader = reader, .config = config, .region = result.region, .base_url = result.base_url});
  result.token_url = reader.endpoint_url("token_url", identity_token_url);
  result.from = read_from(reader);
  result.client = rest::read_client_options(reader);
  result.calls = read_call_settings(reader);
  return result;
}

} // namespace callout::pagerduty
