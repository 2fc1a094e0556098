#include "wire_message.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

namespace callout::rest {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

WireRequest to_wire(const HttpRequest& request, const std::string& host, const ClientOptions& options) {
  WireRequest wire(http::string_to_verb(method_name(request.method)), request.target, 11);
  wire.set(http::field::host, host);
  wire.set(http::field::user_agent, options.user_agent);
  if (options.accept_gzip) {
    wire.set(http::field::accept_encoding, "gzip");
  }
  for (const Header& header : request.headers) {
    wire.insert(header.name, header.value);
  }
  wire.body() = {request.body.data(), request.body.size()};
  wire.prepare_payload();
  return wire;
}

HttpResponse head_of(const WireParser& parser) {
  HttpResponse response;
  response.status = parser.get().result_int();
  for (const auto& field : parser.get()) {
    response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  return response;
}

FailureKind kind_of(const error_code& error) {
  if (error == http::error::body_limit || error == http::error::header_limit ||
      error == http::error::buffer_overflow) {
    return FailureKind::too_large;
  }
  if (error == boost::system::errc::timed_out) {
    return FailureKind::timeout;
  }
  const bool is_http = error.category() == http::make_error_code(http::error::bad_version).category();
  const bool is_end = error == http::error::end_of_stream || error == http::error::partial_message;
  return is_http && !is_end ? FailureKind::malformed : FailureKind::network;
}

std::string reason_of(const error_code& error, const ClientOptions& options) {
  if (error == http::error::body_limit) {
    return "its body is over " + std::to_string(options.body_limit) + " bytes";
  }
  if (error == http::error::header_limit) {
    return "its head is over " + std::to_string(options.header_limit) + " bytes";
  }
  if (error == http::error::partial_message) {
    return "the connection ended in the middle of the answer";
  }
  if (error == http::error::end_of_stream || error == asio::ssl::error::stream_truncated ||
      error == asio::error::eof) {
    return "the connection was closed";
  }
  return error.message();
}

} // namespace callout::rest
