#include "connection.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "event_loop.hpp"

namespace callout::rest {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

using Executor = EventLoop::Executor;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using TlsStream = boost::beast::ssl_stream<Socket>;
using WireRequest = http::request<http::span_body<const char>>;
using Parser = http::response_parser<http::string_body>;
template <class T>
using Awaitable = EventLoop::Awaitable<T>;

auto into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable_t<Executor>(), error);
}

Socket& socket_of(Socket& stream) {
  return stream;
}

Socket& socket_of(TlsStream& stream) {
  return stream.next_layer();
}

TransportFailure network_failure(Phase phase, const error_code& error) {
  return {.phase = phase, .reason = error.message(), .sent = phase >= Phase::sending};
}

std::vector<asio::ip::tcp::endpoint> to_endpoints(const Addresses& addresses, std::uint16_t port) {
  std::vector<asio::ip::tcp::endpoint> endpoints;
  for (const std::string& text : addresses) {
    error_code error;
    const auto address = asio::ip::make_address(text, error);
    if (!error) {
      endpoints.emplace_back(address, port);
    }
  }
  return endpoints;
}

// What the other side's certificate has to be good for.
void expect_peer(SSL* tls, const std::string& host) {
  error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  if (!not_an_address) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str());
    return;
  }
  SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  SSL_set1_host(tls, host.c_str());
  // What the macro SSL_set_tlsext_host_name does, without its C cast.
  std::string name = host;
  SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
}

Awaitable<std::optional<TransportFailure>> shake_hands(Socket& /*stream*/, const std::string& /*host*/) {
  co_return std::nullopt;
}

Awaitable<std::optional<TransportFailure>> shake_hands(TlsStream& stream, const std::string& host) {
  expect_peer(stream.native_handle(), host);
  error_code error;
  co_await stream.async_handshake(asio::ssl::stream_base::client, into(error));
  if (!error) {
    co_return std::nullopt;
  }
  TransportFailure failure = network_failure(Phase::handshaking, error);
  if (const long verdict = SSL_get_verify_result(stream.native_handle()); verdict != X509_V_OK) {
    failure.kind = FailureKind::certificate;
    failure.reason = X509_verify_cert_error_string(verdict);
  }
  co_return failure;
}

WireRequest to_wire(const HttpRequest& request, const std::string& host, const std::string& user_agent) {
  WireRequest wire(http::string_to_verb(method_name(request.method)), request.target, 11);
  wire.set(http::field::host, host);
  wire.set(http::field::user_agent, user_agent);
  for (const Header& header : request.headers) {
    wire.insert(header.name, header.value);
  }
  wire.body() = {request.body.data(), request.body.size()};
  wire.prepare_payload();
  return wire;
}

HttpResponse to_response(Parser& parser) {
  auto wire = parser.release();
  HttpResponse response;
  response.status = wire.result_int();
  response.body = std::move(wire.body());
  for (const auto& field : wire) {
    response.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  return response;
}

FailureKind kind_of(const error_code& error) {
  if (error == http::error::body_limit || error == http::error::header_limit ||
      error == http::error::buffer_overflow) {
    return FailureKind::too_large;
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
  if (error == http::error::end_of_stream || error == asio::ssl::error::stream_truncated) {
    return "the connection was closed";
  }
  return error.message();
}

template <class Stream>
class StreamConnection final : public Connection {
public:
  template <class... Tls>
  StreamConnection(Origin origin, const ClientOptions& options, Tls&&... tls)
      : origin_(std::move(origin)), options_(options), stream_(loop_.context(), std::forward<Tls>(tls)...) {}

  std::optional<TransportFailure> open(const Addresses& addresses, const sdk::WaitLimit& limit) override {
    std::optional<TransportFailure> failure = TransportFailure{.phase = Phase::connecting};
    run(connect(addresses, failure), limit, failure);
    return failure;
  }

  std::variant<HttpResponse, TransportFailure> exchange(const HttpRequest& request,
                                                        const sdk::WaitLimit& limit) override {
    std::optional<TransportFailure> failure = TransportFailure{.phase = Phase::sending};
    HttpResponse response;
    reusable_ = false;
    run(send_and_receive(request, response, failure), limit, failure);
    if (failure) {
      return std::move(*failure);
    }
    return response;
  }

  [[nodiscard]] bool reusable() const override { return reusable_; }

  [[nodiscard]] bool alive() override {
    std::array<char, 1> byte{};
    error_code error;
    socket().receive(asio::buffer(byte), asio::socket_base::message_peek, error);
    return error == asio::error::would_block;
  }

private:
  Socket& socket() { return socket_of(stream_); }

  // `failure` is set before, and cleared by work that succeeds.
  void run(Awaitable<void> work, const sdk::WaitLimit& limit, std::optional<TransportFailure>& failure) {
    const auto interruption = loop_.run(std::move(work), limit, [this] {
      error_code ignored;
      socket().close(ignored);
    });
    if (interruption && failure) { // without a failure it was done just in time
      failure->kind =
          *interruption == Interruption::deadline ? FailureKind::deadline : FailureKind::cancelled;
    }
  }

  Awaitable<void> connect(const Addresses& addresses, std::optional<TransportFailure>& failure) {
    const auto endpoints = to_endpoints(addresses, origin_.port);
    error_code error;
    co_await asio::async_connect(socket(), endpoints, into(error));
    if (error) {
      failure = network_failure(Phase::connecting, error);
      co_return;
    }
    socket().set_option(asio::ip::tcp::no_delay(true), error);
    socket().non_blocking(true, error);
    failure = co_await shake_hands(stream_, origin_.host);
  }

  Awaitable<void> send_and_receive(const HttpRequest& request,
                                   HttpResponse& response,
                                   std::optional<TransportFailure>& failure) {
    const WireRequest wire = to_wire(request, host_header(origin_), options_.user_agent);
    error_code error;
    const std::size_t written = co_await http::async_write(stream_, wire, into(error));
    if (error) {
      failure = network_failure(Phase::sending, error);
      failure->sent = written > 0; // a TLS record that was not written whole cannot be read
      co_return;
    }
    failure = co_await receive(request, response);
  }

  Awaitable<std::optional<TransportFailure>> receive(const HttpRequest& request, HttpResponse& response) {
    bool informational = true;
    while (informational) { // 1xx answers precede the one that counts (RFC 9110, 15.2)
      Parser parser;
      parser.header_limit(options_.header_limit);
      parser.body_limit(options_.body_limit);
      parser.skip(request.method == Method::head);
      error_code error;
      co_await http::async_read(stream_, buffer_, parser, into(error));
      if (error) {
        TransportFailure failure = network_failure(Phase::receiving, error);
        failure.kind = kind_of(error);
        failure.reason = reason_of(error, options_);
        failure.answered = parser.got_some();
        co_return failure;
      }
      informational = parser.get().result_int() < 200;
      reusable_ = parser.keep_alive() && buffer_.size() == 0;
      response = to_response(parser);
    }
    co_return std::nullopt;
  }

  Origin origin_;
  const ClientOptions& options_;
  EventLoop loop_;
  Stream stream_;
  boost::beast::flat_buffer buffer_;
  bool reusable_ = false;
};

} // namespace

std::unique_ptr<Connection>
make_connection(const Origin& origin, const ClientOptions& options, SSL_CTX* tls) {
  if (origin.scheme == Scheme::http) {
    return std::make_unique<StreamConnection<Socket>>(origin, options);
  }
  SSL_CTX_up_ref(tls);
  asio::ssl::context context(tls);
  return std::make_unique<StreamConnection<TlsStream>>(origin, options, context);
}

} // namespace callout::rest
