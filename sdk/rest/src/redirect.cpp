#include "redirect.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "error_text.hpp"

namespace callout::rest {
namespace {

// RFC 9110, 15.4: 300 leaves a choice, 304 is none, 305 and 306 are history.
bool is_redirect(unsigned status) {
  constexpr std::array<unsigned, 5> statuses{301, 302, 303, 307, 308};
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

bool has_scheme(std::string_view reference) {
  return reference.find(':') < reference.find_first_of("/?#");
}

// A reference as a whole URL (RFC 3986, 5.2.2, without its dot segments: those are refused later on).
std::string absolute(const Origin& origin, std::string_view target, std::string_view reference) {
  reference = reference.substr(0, reference.find('#'));
  if (has_scheme(reference)) {
    return std::string(reference);
  }
  if (reference.substr(0, 2) == "//") {
    return (origin.scheme == Scheme::https ? "https:" : "http:") + std::string(reference);
  }
  const std::string_view path = target.substr(0, target.find('?'));
  const std::string_view kept = reference.substr(0, 1) == "/" ? std::string_view()
                                : reference.empty() || reference.front() == '?'
                                    ? path
                                    : path.substr(0, path.rfind('/') + 1);
  return to_string(origin).append(kept).append(reference);
}

} // namespace

std::optional<std::string>
next_target(const Origin& origin, const HttpRequest& request, const HttpResponse& response) {
  if (!is_redirect(response.status) || (request.method != Method::get && request.method != Method::head)) {
    return std::nullopt;
  }
  const std::string_view location = response.header("Location");
  if (location.empty()) {
    return std::nullopt;
  }
  auto next = parse_endpoint_url(absolute(origin, request.target, location), "Location");
  return next && next->origin == origin ? std::optional(std::move(next->target)) : std::nullopt;
}

std::string redirect_place(const HttpResponse& response) {
  std::string_view location = response.header("Location");
  if (response.status < 300 || response.status >= 400 || location.empty()) {
    return {};
  }
  const std::size_t authority = location.find("//");
  if (!has_scheme(location) && authority != 0) {
    return "another path of the same host";
  }
  if (authority == std::string_view::npos) {
    return "what is no web address";
  }
  location.remove_prefix(authority + 2);
  location = location.substr(0, location.find_first_of("/?#"));
  return printable(location.substr(location.rfind('@') + 1)); // npos + 1 is 0
}

} // namespace callout::rest
