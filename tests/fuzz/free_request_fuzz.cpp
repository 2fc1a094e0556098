// The action `request` and the headers that people write: nothing leaves the base path, replaces the
// credential or breaks a message apart.
#include <callout/rest/free_request.hpp>
#include <callout/rest/header_rules.hpp>

#include "answer_properties.hpp"
#include "target_properties.hpp"

namespace callout::fuzz {
namespace {

void check_headers(const std::vector<rest::Header>& headers) {
  for (const rest::Header& header : headers) {
    require(!header.name.empty() && header.name.find_first_of(" :\r\n\t") == std::string::npos);
    require(header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    require(rest::find_header({header}, "Host").empty() &&
            rest::find_header({header}, "Content-Length").empty());
  }
}

void check_request(const rest::FreeRequest& request) {
  require_target(request.http.target, "/v2");
  check_headers(request.http.headers);
  require(rest::find_header(request.http.headers, "Authorization") == "Bearer session");
  const auto credentials =
      std::count_if(request.http.headers.begin(), request.http.headers.end(), [](const rest::Header& header) {
        return !rest::find_header({header}, "Authorization").empty();
      });
  require(credentials == 1);
  for (const unsigned status : request.expected) {
    require(rest::accept_expected({.status = status}, request).status == 200);
  }
}

} // namespace
} // namespace callout::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace rest = callout::rest;
  const auto input = callout::sdk::parse_json(callout::fuzz::text_of(data, size), "input");
  if (!input) {
    return 0;
  }
  if (const auto headers = rest::read_headers(*input, "headers")) {
    callout::fuzz::check_headers(*headers);
  } else {
    callout::fuzz::require_problem(headers.error());
  }
  if (!input->is_object()) {
    return 0;
  }
  const rest::FreeRequestSettings settings{.connector = "fuzz",
                                           .base_path = "/v2",
                                           .headers = {{"Accept", "application/json"}},
                                           .authorization = {{"Authorization", "Bearer session"}}};
  if (const auto request = rest::read_free_request(input->get_object(), settings)) {
    callout::fuzz::check_request(*request);
  } else {
    callout::fuzz::require_problem(request.error());
  }
  return 0;
}
