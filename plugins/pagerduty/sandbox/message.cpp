#include "sandbox/message.hpp"

#include <algorithm>

#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/replace.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/parse_query.hpp>
#include <boost/url/url_view.hpp>

namespace callout::sandbox {

namespace urls = boost::urls;

namespace {

// PagerDuty takes `statuses[]=` with bare brackets, which RFC 3986 does not allow in a query.
std::string with_encoded_brackets(std::string_view text) {
  std::string strict(text);
  boost::algorithm::replace_all(strict, "[", "%5B");
  boost::algorithm::replace_all(strict, "]", "%5D");
  return strict;
}

} // namespace

std::optional<std::string_view> find_parameter(const Parameters& parameters, std::string_view name) {
  const auto found = std::find_if(
      parameters.begin(), parameters.end(), [&](const auto& entry) { return entry.first == name; });
  if (found == parameters.end()) {
    return std::nullopt;
  }
  return found->second;
}

std::vector<std::string_view> all_parameters(const Parameters& parameters, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : parameters) {
    if (key == name) {
      values.emplace_back(value);
    }
  }
  return values;
}

std::optional<Parameters> parse_form(std::string_view text) {
  const std::string strict = with_encoded_brackets(text);
  const auto parsed = urls::parse_query(strict);
  if (!parsed) {
    return std::nullopt;
  }
  urls::encoding_opts plus_is_space;
  plus_is_space.space_as_plus = true;
  Parameters parameters;
  for (const auto& entry : *parsed) {
    parameters.emplace_back(entry.key.decode(plus_is_space), entry.value.decode(plus_is_space));
  }
  return parameters;
}

std::string_view Request::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const Header& field) {
    return equal_ignoring_case(field.name, name);
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

std::string Request::path() const {
  return "/" + boost::algorithm::join(segments, "/");
}

bool parse_target(Request& request) {
  const std::string strict = with_encoded_brackets(request.target);
  const auto parsed = urls::parse_origin_form(strict);
  if (!parsed) {
    return false;
  }
  auto query = parse_form(std::string(parsed->encoded_query()));
  if (!query) {
    return false;
  }
  request.query = std::move(*query);
  request.segments.clear();
  for (const auto& segment : parsed->segments()) {
    request.segments.emplace_back(segment);
  }
  return true;
}

Response json_response(unsigned status, const json::value& body) {
  Response response;
  response.status = status;
  response.headers.push_back({"Content-Type", "application/json"});
  response.body = json::serialize(body);
  return response;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return boost::algorithm::iequals(left, right, std::locale::classic());
}

} // namespace callout::sandbox
