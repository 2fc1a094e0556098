// URLs, paths and segments that people write: nothing leaves the base URL.
#include <callout/rest/url.hpp>

#include "answer_properties.hpp"
#include "target_properties.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace rest = callout::rest;
  const std::string_view text = callout::fuzz::text_of(data, size);
  if (const auto base = rest::parse_base_url(text, "base_url")) {
    callout::fuzz::require(base->path.empty() || (base->path.front() == '/' && base->path.back() != '/'));
    callout::fuzz::require(base->origin.scheme == rest::Scheme::https ||
                           base->origin.host.find("localhost") == 0 || base->origin.host.find("127.") == 0 ||
                           base->origin.host.find(':') != std::string::npos);
  }
  if (const auto endpoint = rest::parse_endpoint_url(text, "token_url")) {
    callout::fuzz::require_target(endpoint->target, "");
  } else {
    callout::fuzz::require_problem(endpoint.error());
  }
  if (const auto path = rest::parse_path(text, "path")) {
    callout::fuzz::require(path->front() == '/' && path->find_first_of(" ?#\r\n") == std::string::npos);
  }
  if (const auto segment = rest::encode_segment(text, "id")) {
    callout::fuzz::require(segment->find_first_of("/?# \r\n") == std::string::npos);
  }
  std::string target = "/";
  rest::append_query(target, text, text);
  callout::fuzz::require(target.find_first_of(" #\r\n") == std::string::npos);
  return 0;
}
