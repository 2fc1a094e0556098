#pragma once

/// Checked URLs, and percent-encoding (RFC 3986). The credential of a connection goes where these say, so
/// whatever is unclear is refused.

#include <cstdint>
#include <string>
#include <string_view>

#include <callout/rest/result.hpp>

namespace callout::rest {

enum class Scheme : std::uint8_t { https, http };

/// Where connections go. `host` is lower case, an IPv6 address without its brackets.
struct Origin {
  Scheme scheme = Scheme::https;
  std::string host;
  std::uint16_t port = 443;

  friend auto operator<=>(const Origin&, const Origin&) = default;
};

/// The value of the Host header: brackets around an IPv6 address, the port only when it is not the scheme's.
std::string host_header(const Origin& origin);
/// "https://api.example.com", for people and manifests.
std::string to_string(const Origin& origin);

/// An origin and the path that all requests share.
struct BaseUrl {
  Origin origin;
  std::string path; ///< "" or "/v2": no slash at its end
};

/// One address, such as a token endpoint.
struct EndpointUrl {
  Origin origin;
  std::string target; ///< path and query, at least "/"
};

/// Reads https URLs, and http ones whose host is a loopback address or localhost. Refuses user information,
/// fragments, dot segments and, in a base URL, a query. `what` names the text in errors ("base_url");
/// the text itself is quoted without user information and query.
Result<BaseUrl> parse_base_url(std::string_view text, std::string_view what);
Result<EndpointUrl> parse_endpoint_url(std::string_view text, std::string_view what);

/// Checks a path that a caller wrote: "/users/PABC/log_entries". It must begin with one slash and hold
/// neither a query nor dot segments, so that it stays below the base URL. Characters that a path cannot hold
/// are encoded; an escape that is there stays. `what` names it in errors.
Result<std::string> parse_path(std::string_view text, std::string_view what);

/// One segment of a path: everything but unreserved characters is encoded, so that "a/b" stays one segment.
/// Refuses "", "." and "..", which no encoding keeps from changing the path. `what` names it in errors.
Result<std::string> encode_segment(std::string_view value, std::string_view what);

/// Adds `name=value` to the target's query. Everything but unreserved characters is encoded, also
/// brackets; a space becomes %20.
void append_query(std::string& target, std::string_view name, std::string_view value);

/// `name=value&...` as application/x-www-form-urlencoded: a space becomes a plus.
void append_form(std::string& form, std::string_view name, std::string_view value);
std::string encode_form(std::string_view value);

} // namespace callout::rest
