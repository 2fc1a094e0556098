#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <variant>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/system/error_code.hpp>
#include <callout/rest/client.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/wait_limit.hpp>

#include "name_resolver.hpp"
#include "secret_text.hpp"
#include "socket.hpp"
#include "tls_channel.hpp"
#include "tls_sessions.hpp"
#include "transport_problem.hpp"

namespace callout::rest {

/// One HTTP/1.1 connection. It blocks whoever uses it: handing a call to another thread and back costs more
/// than all else that the client does. Used by one thread at a time.
class Connection {
public:
  /// The options are borrowed for the connection's life.
  Connection(Origin origin, const ClientOptions& options)
      : origin_(std::move(origin)), options_(options), proxy_(options.proxy.find(origin_)) {}

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() = default;

  /// Through which it goes, or null.
  [[nodiscard]] const Proxy* proxy() const { return proxy_; }

  /// Connects to the first address that answers, the proxy's if there is one, and shakes hands when the
  /// origin is https. A failure, or nothing. `tls` is used for https only; `sessions` is borrowed for the
  /// connection's life.
  std::optional<TransportFailure> open(const Addresses& addresses,
                                       SSL_CTX* tls,
                                       TlsSessions& sessions,
                                       const sdk::WaitLimit& limit,
                                       ExchangeTiming& timing);

  /// Sends a request and reads the whole answer; of its timing, what an exchange itself takes.
  std::variant<HttpResponse, TransportFailure> exchange(const HttpRequest& request,
                                                        const sdk::WaitLimit& limit);

  /// When it was made.
  [[nodiscard]] std::chrono::steady_clock::time_point born() const { return born_; }

  /// Whether the last exchange left it fit for another: kept alive, and nothing unread.
  [[nodiscard]] bool reusable() const { return reusable_; }

  /// False when the other side closed it, or sent something nobody asked for, while it was idle.
  [[nodiscard]] bool alive() const { return socket_.silent() && !(tls_ && tls_->has_pending()); }

private:
  using TimePoint = Socket::TimePoint;
  using Outcome = std::variant<HttpResponse, TransportFailure>;

  std::optional<TransportFailure> shake_hands(SSL_CTX* tls, TlsSessions& sessions);
  std::optional<TransportFailure> send(const HttpRequest& request, TimePoint deadline);
  Outcome early_answer(const HttpRequest& request, const sdk::WaitLimit& limit, TransportFailure failure);
  Outcome receive(const HttpRequest& request, const sdk::WaitLimit& limit);
  void wipe_buffer();
  void read_head(boost::beast::http::basic_parser<false>& parser,
                 TimePoint deadline,
                 boost::system::error_code& error);
  void read_body(boost::beast::http::basic_parser<false>& parser,
                 TimePoint deadline,
                 boost::system::error_code& error);
  void
  feed(boost::beast::http::basic_parser<false>& parser, TimePoint deadline, boost::system::error_code& error);
  void fill(boost::beast::http::basic_parser<false>& parser, boost::system::error_code& error);
  std::size_t send_some(std::span<const std::byte> bytes, boost::system::error_code& error);
  std::size_t receive_some(std::span<std::byte> bytes, boost::system::error_code& error);

  Origin origin_;
  const ClientOptions& options_;
  const Proxy* proxy_; // in options_
  Socket socket_;
  std::optional<TlsChannel> tls_;
  boost::beast::basic_flat_buffer<WipingAllocator<char>> buffer_; // a token comes through it
  std::size_t used_ = 0;                                          // since it was wiped
  std::optional<TimePoint> first_byte_;                           // of the answer
  const TimePoint born_ = TimePoint::clock::now();
  bool reusable_ = false;
};

} // namespace callout::rest
