#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/rest/http.hpp>

namespace callout::rest {

/// A body that is a JSON object whose numbers a double can hold; an empty one for any other body.
boost::json::object json_object_of(std::string_view body, const boost::json::storage_ptr& storage = {});

/// What an answer's body is, for people: "an empty body", "text/html".
std::string body_kind(const HttpResponse& response);

/// A header's value fit for a problem: visible ASCII, one line of at most 200 bytes; else empty.
std::string header_text(const HttpResponse& response, std::string_view name);

/// The beginning of UTF-8 text: at most `most` bytes, none of a character that does not fit.
std::string_view whole_characters(std::string_view text, std::size_t most);

/// Text of the other side made fit for a problem: UTF-8 on one line of at most 500 bytes; empty when it holds
/// `secret`.
std::string printable(std::string_view text, std::string_view secret = {});

/// How long the answer asks to wait: Retry-After as seconds or date (RFC 9110, 10.2.3), else ratelimit-reset
/// in seconds.
std::optional<std::chrono::milliseconds> retry_after(const HttpResponse& response,
                                                     std::chrono::system_clock::time_point now);

} // namespace callout::rest
