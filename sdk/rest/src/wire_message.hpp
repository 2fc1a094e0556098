#pragma once

#include <string>

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/error_code.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>

#include "secret_text.hpp"
#include "transport_problem.hpp"

namespace callout::rest {

/// Headers may hold a secret.
using WireFields = boost::beast::http::basic_fields<WipingAllocator<char>>;
using WireRequest = boost::beast::http::request<boost::beast::http::span_body<const char>, WireFields>;
using WireParser = boost::beast::http::response_parser<boost::beast::http::string_body>;

/// A request with all headers that the client writes itself. Borrows the body.
WireRequest to_wire(const HttpRequest& request, const std::string& host, const ClientOptions& options);

/// Status and headers. To be taken before the body is read: what a trailer says is no header (RFC 9110,
/// 6.5.1).
HttpResponse head_of(const WireParser& parser);

/// What an error of reading or writing means.
FailureKind kind_of(const boost::system::error_code& error);

/// The same in words.
std::string reason_of(const boost::system::error_code& error, const ClientOptions& options);

} // namespace callout::rest
