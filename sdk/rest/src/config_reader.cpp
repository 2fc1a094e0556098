#include <algorithm>
#include <cstdint>

#include <callout/rest/config_reader.hpp>
#include <callout/rest/header_rules.hpp>
#include <callout/rest/nearest_name.hpp>

namespace callout::rest {

namespace json = boost::json;

namespace {

std::string_view hint_of(const sdk::Problem& problem) {
  const json::value* const hint = problem.members.if_contains("hint");
  return hint != nullptr ? std::string_view(hint->get_string()) : std::string_view();
}

} // namespace

ConfigReader::ConfigReader(std::string_view connector,
                           const json::object& config,
                           std::span<const std::string_view> known)
    : connector_(connector), config_(config) {
  for (const auto& member : config) {
    if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end()) {
      refuse(member.key(), unknown_member(member.key(), known));
    }
  }
}

void ConfigReader::refuse(std::string_view name, std::string_view why, std::string_view hint) const {
  sdk::Problem problem = sdk::make_problem(
      CALLOUT_E_INVALID_ARGUMENT, std::string(connector_).append(": config: ").append(why), hint);
  problem.members["pointer"] = json_pointer({name});
  throw sdk::ProblemException(std::move(problem));
}

std::string ConfigReader::text(std::string_view name, std::string_view fallback) const {
  const json::value* const value = config_.if_contains(name);
  if (value == nullptr) {
    return std::string(fallback);
  }
  const json::string* const text = value->if_string();
  if (text == nullptr || text->empty()) {
    refuse(name,
           std::string("`").append(name).append(text == nullptr ? "` is not a string" : "` is empty"),
           "Write a text, or leave it out.");
  }
  return std::string(*text);
}

BaseUrl ConfigReader::base_url(std::string_view name, std::string_view fallback) const {
  auto url = parse_base_url(text(name, fallback), name);
  if (!url) {
    refuse(name, url.error().detail(), hint_of(url.error()));
  }
  return *url;
}

std::string ConfigReader::endpoint_url(std::string_view name, std::string_view fallback) const {
  std::string url = text(name, fallback);
  if (url.empty()) {
    return url;
  }
  if (const auto parsed = parse_endpoint_url(url, name); !parsed) {
    refuse(name, parsed.error().detail(), hint_of(parsed.error()));
  }
  return url;
}

std::chrono::milliseconds ConfigReader::wait(std::string_view name,
                                             std::chrono::milliseconds fallback) const {
  const json::value* const value = config_.if_contains(name);
  if (value == nullptr) {
    return fallback;
  }
  constexpr std::int64_t longest = 3'600'000;
  const std::int64_t* const count = value->if_int64();
  if (count == nullptr || *count < 1 || *count > longest) {
    refuse(name,
           std::string("`").append(name).append("` is not a whole number from 1 to 3600000"),
           "Write milliseconds: 10000 is ten seconds.");
  }
  return std::chrono::milliseconds(*count);
}

std::vector<Header> ConfigReader::headers(std::string_view name) const {
  const json::value* const value = config_.if_contains(name);
  if (value == nullptr) {
    return {};
  }
  auto headers = read_headers(*value, name);
  if (!headers) {
    refuse(name, headers.error().detail(), "A credential belongs into the connection's `auth`.");
  }
  return *headers;
}

} // namespace callout::rest
