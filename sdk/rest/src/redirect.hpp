#pragma once

#include <optional>
#include <string>

#include <callout/rest/http.hpp>
#include <callout/rest/url.hpp>

namespace callout::rest {

/// The target that the request goes to next, when its answer is a redirect to follow: that of a GET or HEAD,
/// to a place of the same origin. Pure.
std::optional<std::string>
next_target(const Origin& origin, const HttpRequest& request, const HttpResponse& response);

/// Where a redirect points, for people: "other.example.com:8443", or "another path of the same host"; empty
/// when the answer is no redirect. Never a path or query, which may hold what is private.
std::string redirect_place(const HttpResponse& response);

} // namespace callout::rest
