#include "sandbox/server.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <thread>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace callout::sandbox {
namespace {

// Beast's and Asio's templates make this the dearest file to compile. One executor type, one completion token
// and one way to write keep them to one set.
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Executor = asio::strand<asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Timer = asio::
    basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Stream = asio::ssl::stream<beast::basic_stream<Tcp, Executor>>;
using WireResponse = http::response<http::string_body>;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;

constexpr std::chrono::seconds idle_limit{60};
constexpr int listen_backlog = 128;

auto into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable_t<Executor>(), error);
}

asio::ssl::context make_tls(const Identity& identity) {
  asio::ssl::context tls(asio::ssl::context::tls_server);
  tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                  asio::ssl::context::no_tlsv1_1);
  tls.use_certificate_chain(asio::buffer(identity.certificate_pem));
  tls.use_private_key(asio::buffer(identity.private_key_pem), asio::ssl::context::pem);
  return tls;
}

Acceptor make_acceptor(asio::io_context& context, std::uint16_t port) {
  Acceptor acceptor(asio::make_strand(context));
  const Tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  acceptor.open(endpoint.protocol());
  acceptor.set_option(asio::socket_base::reuse_address(true));
  error_code error;
  acceptor.bind(endpoint, error);
  if (error) {
    throw std::runtime_error("port " + std::to_string(port) + " of 127.0.0.1: " + error.message() +
                             "; choose another --port, or none");
  }
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

Awaitable<void> wait(std::chrono::milliseconds delay) {
  if (delay.count() > 0) {
    error_code error;
    Timer timer(co_await asio::this_coro::executor, delay);
    co_await timer.async_wait(into(error));
  }
}

// False when the client is gone.
Awaitable<bool> send(Stream& stream, std::string_view head, std::string_view body) {
  const std::array<asio::const_buffer, 2> bytes{asio::buffer(head), asio::buffer(body)};
  error_code error;
  beast::get_lowest_layer(stream).expires_after(idle_limit);
  co_await asio::async_write(stream, bytes, into(error));
  co_return !error;
}

// Answers one request; false when the connection is not to be used again.
Awaitable<bool> answer(Stream& stream, Response response, bool is_head, bool keep_alive) {
  const Drop drop = response.drop;
  co_await wait(response.delay);
  if (drop == Drop::before) {
    reset(stream);
    co_return false;
  }
  const WireResponse wire = to_wire(std::move(response), keep_alive);
  std::ostringstream head;
  head << wire.base();
  std::string_view body = wire.body();
  if (drop == Drop::mid_body) {
    body = body.substr(0, body.size() / 2);
  } else if (drop != Drop::none || is_head) {
    body = {};
  }
  const bool sent = co_await send(stream, head.view(), body);
  if (drop != Drop::none) {
    beast::get_lowest_layer(stream).close();
    co_return false;
  }
  co_return sent&& keep_alive;
}

Awaitable<error_code>
read_request(Stream& stream, beast::flat_buffer& buffer, http::request_parser<http::string_body>& parser) {
  error_code error;
  beast::get_lowest_layer(stream).expires_after(idle_limit);
  co_await http::async_read_header(stream, buffer, parser, into(error));
  if (error) {
    co_return error;
  }
  if (equal_ignoring_case(parser.get()[http::field::expect], "100-continue")) {
    co_await send(stream, "HTTP/1.1 100 Continue\r\n\r\n", {});
  }
  co_await http::async_read(stream, buffer, parser, into(error));
  co_return error;
}

// Reads and answers one request; false when the connection is done.
Awaitable<bool> exchange(Stream& stream,
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

Awaitable<void> serve_connection(Socket socket,
                                 asio::ssl::context& tls,
                                 const RequestHandler& handler,
                                 const ServerSettings& settings) {
  Stream stream(std::move(socket), tls);
  error_code error;
  beast::get_lowest_layer(stream).socket().set_option(Tcp::no_delay(true), error);
  beast::get_lowest_layer(stream).expires_after(idle_limit);
  co_await stream.async_handshake(asio::ssl::stream_base::server, into(error));
  if (error) {
    co_return;
  }
  beast::flat_buffer buffer;
  while (co_await exchange(stream, buffer, handler, settings)) {
  }
  if (beast::get_lowest_layer(stream).socket().is_open()) {
    beast::get_lowest_layer(stream).expires_after(std::chrono::seconds(2));
    co_await stream.async_shutdown(into(error));
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
  Awaitable<void> accept_forever() {
    for (;;) {
      error_code error;
      Socket socket(asio::make_strand(context_));
      co_await acceptor_.async_accept(socket, into(error));
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
  Acceptor acceptor_;
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
