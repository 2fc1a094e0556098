#include "sandbox/server.hpp"

#include <algorithm>
#include <thread>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace callout::sandbox {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::use_awaitable;
using boost::system::error_code;
using Stream = beast::ssl_stream<beast::tcp_stream>;
using WireResponse = http::response<http::string_body>;

constexpr std::chrono::seconds idle_limit{60};
constexpr int listen_backlog = 128;

asio::ssl::context make_tls(const Identity& identity) {
  asio::ssl::context tls(asio::ssl::context::tls_server);
  tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                  asio::ssl::context::no_tlsv1_1);
  tls.use_certificate_chain(asio::buffer(identity.certificate_pem));
  tls.use_private_key(asio::buffer(identity.private_key_pem), asio::ssl::context::pem);
  return tls;
}

asio::ip::tcp::acceptor make_acceptor(asio::io_context& context, std::uint16_t port) {
  asio::ip::tcp::acceptor acceptor(asio::make_strand(context));
  const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  acceptor.open(endpoint.protocol());
  acceptor.set_option(asio::socket_base::reuse_address(true));
  acceptor.bind(endpoint);
  acceptor.listen(listen_backlog);
  return acceptor;
}

Request to_request(http::request<http::string_body> wire) {
  Request request;
  request.method = std::string(wire.method_string());
  request.target = std::string(wire.target());
  for (const auto& field : wire) {
    request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  request.body = std::move(wire.body());
  return request;
}

WireResponse to_wire(Response response, bool keep_alive) {
  WireResponse wire;
  wire.version(11);
  wire.result(response.status);
  for (const Header& field : response.headers) {
    wire.insert(field.name, field.value);
  }
  wire.body() = std::move(response.body);
  wire.keep_alive(keep_alive);
  if (response.status != 204 && response.status != 304) {
    wire.content_length(wire.body().size());
  }
  return wire;
}

Response unreadable(const error_code& error) {
  Response response;
  response.headers.push_back({"Content-Type", "text/plain"});
  response.status = error == http::error::body_limit ? 413 : error == http::error::header_limit ? 431 : 400;
  response.body = "The request could not be read: " + error.message() + "\n";
  return response;
}

bool worth_an_answer(const error_code& error) {
  return error.category() == make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

// A reset tells the client apart from an orderly end, as a crashed gateway would.
void reset(Stream& stream) {
  error_code ignored;
  auto& socket = beast::get_lowest_layer(stream).socket();
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

asio::awaitable<void> wait(std::chrono::milliseconds delay) {
  if (delay.count() > 0) {
    asio::steady_timer timer(co_await asio::this_coro::executor, delay);
    co_await timer.async_wait(use_awaitable);
  }
}

asio::awaitable<void> send_part(Stream& stream, const WireResponse& wire, Drop drop) {
  http::response_serializer<http::string_body> serializer(wire);
  serializer.split(true);
  co_await http::async_write_header(stream, serializer, use_awaitable);
  if (drop == Drop::mid_body) {
    co_await asio::async_write(stream, asio::buffer(wire.body(), wire.body().size() / 2), use_awaitable);
  }
}

// Answers one request; false when the connection is not to be used again.
asio::awaitable<bool> answer(Stream& stream, Response response, bool head, bool keep_alive) {
  const Drop drop = response.drop;
  co_await wait(response.delay);
  if (drop == Drop::before) {
    reset(stream);
    co_return false;
  }
  const WireResponse wire = to_wire(std::move(response), keep_alive);
  beast::get_lowest_layer(stream).expires_after(idle_limit);
  if (drop != Drop::none || head) {
    co_await send_part(stream, wire, drop);
  } else {
    co_await http::async_write(stream, wire, use_awaitable);
  }
  if (drop != Drop::none) {
    beast::get_lowest_layer(stream).close();
    co_return false;
  }
  co_return keep_alive;
}

asio::awaitable<error_code>
read_request(Stream& stream, beast::flat_buffer& buffer, http::request_parser<http::string_body>& parser) {
  error_code error;
  beast::get_lowest_layer(stream).expires_after(idle_limit);
  co_await http::async_read_header(stream, buffer, parser, asio::redirect_error(use_awaitable, error));
  if (error) {
    co_return error;
  }
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on(http::status::continue_, 11);
    co_await http::async_write(stream, go_on, asio::redirect_error(use_awaitable, error));
  }
  co_await http::async_read(stream, buffer, parser, asio::redirect_error(use_awaitable, error));
  co_return error;
}

// Reads and answers one request; false when the connection is done.
asio::awaitable<bool> exchange(Stream& stream,
                               beast::flat_buffer& buffer,
                               const RequestHandler& handler,
                               const ServerSettings& settings) {
  http::request_parser<http::string_body> parser;
  parser.header_limit(settings.header_limit);
  parser.body_limit(settings.body_limit);
  const error_code error = co_await read_request(stream, buffer, parser);
  if (error) {
    if (worth_an_answer(error)) {
      co_await answer(stream, unreadable(error), false, false);
    }
    co_return false;
  }
  const bool keep_alive = parser.keep_alive();
  const bool head = parser.get().method() == http::verb::head;
  beast::get_lowest_layer(stream).expires_never();
  Response response = handler(to_request(parser.release()));
  co_return co_await answer(stream, std::move(response), head, keep_alive);
}

asio::awaitable<void> serve_connection(asio::ip::tcp::socket socket,
                                       asio::ssl::context& tls,
                                       const RequestHandler& handler,
                                       const ServerSettings& settings) {
  Stream stream(beast::tcp_stream(std::move(socket)), tls);
  error_code error;
  beast::get_lowest_layer(stream).socket().set_option(asio::ip::tcp::no_delay(true), error);
  beast::get_lowest_layer(stream).expires_after(idle_limit);
  co_await stream.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(use_awaitable, error));
  if (error) {
    co_return;
  }
  beast::flat_buffer buffer;
  while (co_await exchange(stream, buffer, handler, settings)) {
  }
  if (beast::get_lowest_layer(stream).socket().is_open()) {
    beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(2));
    co_await stream.async_shutdown(asio::redirect_error(use_awaitable, error));
  }
}

} // namespace

class Server::Impl {
public:
  Impl(const ServerSettings& settings, const Identity& identity)
      : settings_(settings), tls_(make_tls(identity)), acceptor_(make_acceptor(context_, settings.port)) {}

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void start(RequestHandler handler) {
    handler_ = std::move(handler);
    asio::co_spawn(acceptor_.get_executor(), accept_forever(), asio::detached);
    for (unsigned i = 0; i < std::max(settings_.threads, 1U); ++i) {
      threads_.emplace_back([this] { context_.run(); });
    }
  }

  void stop() {
    context_.stop();
    for (std::thread& thread : threads_) {
      thread.join();
    }
    threads_.clear();
  }

private:
  asio::awaitable<void> accept_forever() {
    for (;;) {
      error_code error;
      asio::ip::tcp::socket socket(asio::make_strand(context_));
      co_await acceptor_.async_accept(socket, asio::redirect_error(use_awaitable, error));
      if (error == asio::error::operation_aborted) {
        co_return;
      }
      if (error) { // too many open files, or a client that has gone again: leave it a moment
        co_await wait(std::chrono::milliseconds(20));
        continue;
      }
      const auto executor = socket.get_executor();
      // A broken connection ends its own coroutine only.
      asio::co_spawn(executor,
                     serve_connection(std::move(socket), tls_, handler_, settings_),
                     [](const std::exception_ptr& /*broken*/) {});
    }
  }

  ServerSettings settings_;
  asio::ssl::context tls_;
  RequestHandler handler_;
  asio::io_context context_;
  asio::ip::tcp::acceptor acceptor_;
  std::vector<std::thread> threads_;
};

Server::Server(const ServerSettings& settings, const Identity& identity)
    : impl_(std::make_unique<Impl>(settings, identity)) {}

Server::~Server() {
  stop();
}

std::uint16_t Server::port() const {
  return impl_->port();
}

void Server::start(RequestHandler handler) {
  impl_->start(std::move(handler));
}

void Server::stop() {
  impl_->stop();
}

} // namespace callout::sandbox
