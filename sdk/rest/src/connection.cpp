#include "connection.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <stop_token>
#include <string>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/serializer.hpp>

#include "content_coding.hpp"
#include "dialer.hpp"
#include "proxy_tunnel.hpp"
#include "secret_text.hpp"
#include "wire_message.hpp"

namespace callout::rest {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr std::size_t piece_size = 16384;                   // that of a TLS record (RFC 8446, 5.1)
constexpr std::chrono::milliseconds early_answer_wait(500); // it lies there already, or is about to come

std::string lateness(bool has_head, const ClientOptions& options) {
  return has_head
             ? "no more of its body came within " + std::to_string(options.body_timeout.count()) + " ms"
             : "its head was not complete within " + std::to_string(options.head_timeout.count()) + " ms";
}

// When the call ended meanwhile, that is why it failed.
void blame_limit(TransportFailure& failure, const sdk::WaitLimit& limit) {
  const bool waited = failure.kind == FailureKind::network || failure.kind == FailureKind::timeout;
  if (const auto over = interruption_of(limit); over && waited) {
    failure.kind = *over;
  }
}

Socket::TimePoint later(std::chrono::milliseconds duration, Socket::TimePoint limit) {
  return std::min(Clock::now() + duration, limit);
}

microseconds since(Socket::TimePoint begin) {
  return std::chrono::duration_cast<microseconds>(Clock::now() - begin);
}

} // namespace

std::optional<TransportFailure> Connection::open(const Addresses& addresses,
                                                 SSL_CTX* tls,
                                                 TlsSessions& sessions,
                                                 const sdk::WaitLimit& limit,
                                                 ExchangeTiming& timing) {
  const auto begin = Clock::now();
  auto dialed = dial(addresses, proxy_ != nullptr ? proxy_->port : origin_.port, limit);
  timing.connect = since(begin);
  if (auto* const failure = std::get_if<TransportFailure>(&dialed)) {
    return std::move(*failure);
  }
  socket_ = std::get<Socket>(std::move(dialed));
  const std::stop_callback on_stop(limit.stop, [this] { socket_.interrupt(); });
  socket_.wait_until(limit.deadline);
  std::optional<TransportFailure> failure;
  if (proxy_ != nullptr) {
    failure = open_tunnel(socket_, *proxy_, origin_, options_.user_agent);
    timing.connect = since(begin);
  }
  if (!failure && origin_.scheme == Scheme::https) {
    failure = shake_hands(tls, sessions);
    timing.handshake = since(begin) - timing.connect;
  }
  if (failure) {
    blame_limit(*failure, limit);
  }
  return failure;
}

std::optional<TransportFailure> Connection::shake_hands(SSL_CTX* tls, TlsSessions& sessions) {
  tls_.emplace(tls, socket_, origin_, sessions, options_);
  return tls_->shake_hands();
}

Connection::Outcome Connection::exchange(const HttpRequest& request, const sdk::WaitLimit& limit) {
  reusable_ = false;
  if (const auto over = interruption_of(limit)) {
    return TransportFailure{.phase = Phase::sending, .kind = *over};
  }
  const std::stop_callback on_stop(limit.stop, [this] { socket_.interrupt(); });
  const sdk::WaitLimit bounded{later(options_.total_timeout, limit.deadline), limit.stop};
  auto failed = send(request, bounded.deadline);
  Outcome outcome = failed ? early_answer(request, bounded, std::move(*failed)) : receive(request, bounded);
  wipe_buffer();
  if (auto* const response = std::get_if<HttpResponse>(&outcome)) {
    auto failure = decode_content(*response, options_.body_limit);
    if (failure && response->status < 400) {
      return std::move(*failure);
    }
    if (failure) { // a refusal is one, also when its text cannot be read
      response->body.clear();
    }
  }
  if (auto* const failure = std::get_if<TransportFailure>(&outcome)) {
    blame_limit(*failure, limit);
    if (failure->kind == FailureKind::timeout && bounded.deadline <= Clock::now()) {
      failure->reason = "it was not over within " + std::to_string(options_.total_timeout.count()) + " ms";
    }
    failure->kind = tls_ && tls_->identity_refused() ? FailureKind::identity : failure->kind;
  }
  return outcome;
}

std::size_t Connection::send_some(std::span<const std::byte> bytes, error_code& error) {
  return tls_ ? tls_->send(bytes, error) : socket_.send(bytes, error);
}

std::size_t Connection::receive_some(std::span<std::byte> bytes, error_code& error) {
  const std::size_t count = tls_ ? tls_->receive(bytes, error) : socket_.receive(bytes, error);
  if (count > 0 && !first_byte_) {
    first_byte_ = Clock::now();
  }
  return count;
}

// Head and body leave together as far as they fit into one record: one system call for most requests.
std::optional<TransportFailure> Connection::send(const HttpRequest& request, TimePoint deadline) {
  const WireRequest wire = to_wire(request, host_header(origin_), options_);
  http::serializer<true, http::span_body<const char>, WireFields> serializer(wire);
  std::array<std::byte, piece_size> piece; // NOLINT(*-member-init): written before it is read
  std::size_t written = 0;
  std::size_t longest = 0;
  error_code error;
  while (!error && !serializer.is_done()) {
    serializer.next(error, [&](error_code& failed, const auto& buffers) {
      const std::size_t size = asio::buffer_copy(asio::buffer(piece), buffers);
      longest = std::max(longest, size);
      socket_.wait_until(later(options_.body_timeout, deadline));
      const std::size_t count = send_some(std::span(piece).first(size), failed);
      written += count;
      serializer.consume(count);
    });
  }
  OPENSSL_cleanse(piece.data(), longest);
  if (!error) {
    return std::nullopt;
  }
  // A TLS record that was not written whole cannot be read.
  return TransportFailure{.phase = Phase::sending,
                          .kind = kind_of(error),
                          .reason = error == boost::system::errc::timed_out
                                        ? "no more of it was taken within " +
                                              std::to_string(options_.body_timeout.count()) + " ms"
                                        : reason_of(error, options_),
                          .sent = written > 0};
}

// Who refuses a request may close before all of it arrived, and then has said why (RFC 9112, 9.5). A 408 is
// about a connection that was idle, not about this request.
Connection::Outcome
Connection::early_answer(const HttpRequest& request, const sdk::WaitLimit& limit, TransportFailure failure) {
  const bool may_be_answered =
      failure.sent && (failure.kind == FailureKind::network || failure.kind == FailureKind::timeout);
  if (!may_be_answered) {
    return failure;
  }
  sdk::WaitLimit soon = limit;
  soon.deadline = later(early_answer_wait, limit.deadline);
  Outcome outcome = receive(request, soon);
  reusable_ = false;
  const auto* const answer = std::get_if<HttpResponse>(&outcome);
  const bool is_refusal = answer != nullptr && answer->status >= 400 && answer->status != 408;
  return is_refusal ? std::move(outcome) : failure;
}

// A kept connection lives on for a while. What is unread stays, and dies with the connection.
void Connection::wipe_buffer() {
  if (buffer_.size() == 0 && used_ > 0) {
    const std::size_t size = std::min(used_, buffer_.capacity());
    OPENSSL_cleanse(buffer_.prepare(size).data(), size);
    used_ = 0;
  }
}

// Takes in what comes next. At the other side's end the parser decides whether that completes the message.
void Connection::fill(http::basic_parser<false>& parser, error_code& error) {
  const auto room = buffer_.prepare(piece_size);
  const std::size_t count = receive_some({static_cast<std::byte*>(room.data()), room.size()}, error);
  buffer_.commit(count);
  used_ += count;
  if (error != asio::error::eof) {
    return;
  }
  if (parser.got_some()) {
    error.clear();
    parser.put_eof(error);
  } else {
    error = http::error::end_of_stream;
  }
}

// Lets the parser take what there is, or what comes next.
void Connection::feed(http::basic_parser<false>& parser, TimePoint deadline, error_code& error) {
  if (buffer_.size() > 0) {
    buffer_.consume(parser.put(buffer_.data(), error));
  } else {
    error = http::error::need_more;
  }
  if (error != http::error::need_more) {
    return;
  }
  if (buffer_.size() > options_.header_limit) { // of trailers, or of a chunk's extensions
    error = http::error::header_limit;
    return;
  }
  error.clear();
  socket_.wait_until(deadline);
  fill(parser, error);
}

void Connection::read_head(http::basic_parser<false>& parser, TimePoint deadline, error_code& error) {
  while (!error && !parser.is_header_done()) {
    feed(parser, deadline, error);
  }
}

void Connection::read_body(http::basic_parser<false>& parser, TimePoint deadline, error_code& error) {
  parser.eager(true);
  while (!error && !parser.is_done()) {
    feed(parser, later(options_.body_timeout, deadline), error);
  }
}

Connection::Outcome Connection::receive(const HttpRequest& request, const sdk::WaitLimit& limit) {
  const TimePoint begin = Clock::now();
  const TimePoint head_deadline = later(options_.head_timeout, limit.deadline);
  first_byte_.reset();
  for (;;) { // 1xx answers precede the one that counts (RFC 9110, 15.2)
    WireParser parser;
    parser.header_limit(options_.header_limit);
    parser.body_limit(options_.body_limit);
    parser.skip(request.method == Method::head);
    error_code error;
    read_head(parser, head_deadline, error);
    HttpResponse response = head_of(parser);
    if (!error && !parser.content_length()) { // a token's answer would leave pieces behind as it grows
      parser.get().body().reserve(piece_size);
    }
    read_body(parser, limit.deadline, error);
    if (!error && parser.need_eof() && limit.stop.stop_requested()) {
      error = http::error::partial_message; // whose end that was cannot be told
    }
    if (error) {
      return TransportFailure{.phase = Phase::receiving,
                              .kind = kind_of(error),
                              .reason = error == boost::system::errc::timed_out
                                            ? lateness(parser.is_header_done(), options_)
                                            : reason_of(error, options_),
                              .sent = true,
                              .answered = parser.got_some()};
    }
    if (response.status >= 200) {
      reusable_ = parser.keep_alive() && buffer_.size() == 0;
      response.body = std::move(parser.get().body());
      response.timing.transfer = since(*first_byte_);
      response.timing.wait = since(begin) - response.timing.transfer;
      return response;
    }
  }
}

} // namespace callout::rest
