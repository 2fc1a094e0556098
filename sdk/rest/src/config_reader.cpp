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
  check_names(known);
}

ConfigReader::ConfigReader(const ConfigReader& outer, std::string_view name, const json::object& config)
    : connector_(outer.connector_), config_(config), path_(outer.path_) {
  path_.push_back(name);
}

void ConfigReader::check_names(std::span<const std::string_view> known) const {
  for (const auto& member : config_) {
    if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end()) {
      const std::string where = path_.empty() ? "" : "`" + std::string(path_.back()) + "` has an ";
      refuse(member.key(), where + unknown_member(member.key(), known));
    }
  }
}

ConfigReader ConfigReader::within(std::string_view name, std::span<const std::string_view> known) const {
  static const json::object none;
  const json::value* const value = find(name);
  if (value != nullptr && !value->is_object()) {
    refuse(name, "`" + path_of(name) + "` is not an object");
  }
  ConfigReader inner(*this, name, value != nullptr ? value->get_object() : none);
  inner.check_names(known);
  return inner;
}

std::string ConfigReader::path_of(std::string_view name) const {
  std::string path;
  for (const std::string_view part : path_) {
    path.append(part).append(".");
  }
  return path.append(name);
}

void ConfigReader::refuse(std::string_view name, std::string_view why, std::string_view hint) const {
  sdk::Problem problem = sdk::make_problem(
      CALLOUT_E_INVALID_ARGUMENT, std::string(connector_).append(": config: ").append(why), hint);
  std::string pointer;
  for (const std::string_view part : path_) {
    pointer += json_pointer({part});
  }
  problem.members["pointer"] = pointer + json_pointer({name});
  throw sdk::ProblemException(std::move(problem));
}

std::string ConfigReader::text(std::string_view name, std::string_view fallback) const {
  const json::value* const value = find(name);
  if (value == nullptr) {
    return std::string(fallback);
  }
  const json::string* const text = value->if_string();
  if (text == nullptr || text->empty()) {
    refuse(name,
           "`" + path_of(name) + (text == nullptr ? "` is not a string" : "` is empty"),
           "Write a text, or leave it out.");
  }
  return std::string(*text);
}

bool ConfigReader::flag(std::string_view name, bool fallback) const {
  const json::value* const value = find(name);
  if (value != nullptr && !value->is_bool()) {
    refuse(name, "`" + path_of(name) + "` is not true or false");
  }
  return value != nullptr ? value->get_bool() : fallback;
}

std::vector<std::string> ConfigReader::texts(std::string_view name) const {
  const json::value* const value = find(name);
  if (value == nullptr) {
    return {};
  }
  const json::array* const list = value->if_array();
  const auto is_text = [](const json::value& item) {
    return item.is_string() && !item.get_string().empty();
  };
  if (list == nullptr || list->empty() || !std::all_of(list->begin(), list->end(), is_text)) {
    refuse(name, "`" + path_of(name) + "` is not a list of texts", "Write at least one, or leave it out.");
  }
  std::vector<std::string> texts;
  for (const json::value& item : *list) {
    texts.emplace_back(item.get_string());
  }
  return texts;
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
  const json::value* const value = find(name);
  if (value == nullptr) {
    return fallback;
  }
  constexpr std::int64_t longest = 3'600'000;
  const std::int64_t* const count = value->if_int64();
  if (count == nullptr || *count < 1 || *count > longest) {
    refuse(name,
           "`" + path_of(name) + "` is not a whole number from 1 to 3600000",
           "Write milliseconds: 10000 is ten seconds.");
  }
  return std::chrono::milliseconds(*count);
}

std::vector<Header> ConfigReader::headers(std::string_view name) const {
  const json::value* const value = find(name);
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
