#pragma once

/// What a trace shows of an HTTP exchange.

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/result.hpp>
#include <callout/sdk/request.hpp>

namespace callout::rest {

/// The largest part of a body that a trace shows.
inline constexpr std::size_t traced_body = std::size_t{64} * 1024;

/// Logs the exchange at trace level, as "HTTP exchange" or "HTTP exchange failed": the members of `fields`,
/// and
///   {"request": {"method", "url_path", "query"?, "headers": {}, "body"?},
///    "response": {"status", "headers": {}, "body"?}}                         without "response" when it
///    failed
/// Headers of one name are joined by ", "; bodies are text as it was sent. Credentials are replaced by
/// "[redacted]": the values of headers such as Authorization, Cookie and X-Api-Key, and of members such as
/// client_secret, access_token and routing_key in queries and bodies. A body in which they cannot be told
/// apart, and one that is no text, is replaced as a whole; of one that is longer than traced_body the
/// beginning is shown, and its "body_bytes" tell its length. Does nothing, and costs next to nothing, unless
/// the host wants trace records.
void trace_exchange(const sdk::Request& call,
                    const boost::json::object& fields,
                    const HttpRequest& request,
                    const Result<HttpResponse>& response);

/// For tests and for itself: whether a header's value is left out.
bool is_secret_header(std::string_view name);

/// `name=value&...` with the values of secret names replaced; the rest stays as it was encoded.
std::string redacted_form(std::string_view form);

/// What a trace shows of a long text: no more than traced_body, and whole words. The host knows a credential
/// again, but no half of it.
std::string_view beginning_of(std::string_view text);

/// A body as a trace shows it, whole.
std::string redacted_body(std::string_view body, std::string_view content_type);

} // namespace callout::rest
