#include "proxy_tunnel.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <boost/asio/error.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>

#include "secret_text.hpp"

namespace callout::rest {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Parser = http::response_parser<http::empty_body>;

constexpr std::size_t longest_head = 16384;

// Both the target and Host are host and port, the port also when it is the scheme's (RFC 9110, 7.1).
std::string head_of(const Proxy& proxy, const Origin& origin, const std::string& user_agent) {
  const bool is_ipv6 = origin.host.find(':') != std::string::npos;
  const std::string target =
      (is_ipv6 ? "[" + origin.host + "]" : origin.host) + ":" + std::to_string(origin.port);
  std::string head;
  // At once, so that no copy with the credential stays behind when it grows.
  head.reserve(2 * target.size() + user_agent.size() + proxy.authorization.size() + 128);
  head.append("CONNECT ").append(target).append(" HTTP/1.1\r\nHost: ").append(target).append("\r\n");
  head.append("User-Agent: ").append(user_agent).append("\r\n");
  if (!proxy.authorization.empty()) {
    head.append("Proxy-Authorization: ").append(proxy.authorization).append("\r\n");
  }
  head.append("\r\n");
  return head; // not what append() returns: that would be copied
}

error_code send_all(Socket& socket, std::string_view text) {
  error_code error;
  auto bytes = std::as_bytes(std::span(text));
  while (!error && !bytes.empty()) {
    bytes = bytes.subspan(socket.send(bytes, error));
  }
  return error;
}

TransportFailure broken(const error_code& error) {
  TransportFailure failure{.phase = Phase::tunnelling, .reason = error.message()};
  if (error == boost::system::errc::timed_out) {
    failure.kind = FailureKind::timeout;
  } else if (error == asio::error::eof) {
    failure.reason = "the proxy closed the connection without an answer";
  } else if (error.category() == http::make_error_code(http::error::bad_version).category()) {
    failure.kind = FailureKind::malformed;
    failure.reason = "the proxy's answer is not HTTP";
  }
  return failure;
}

// Reads heads only: a 2xx answer has no body, whatever its headers say (RFC 9110, 9.3.6), and that of another
// matters to nobody.
class Answer {
public:
  explicit Answer(Socket& socket) : socket_(socket) {}

  // The status of the answer that counts: 1xx ones precede it (RFC 9110, 15.2).
  unsigned read_status(error_code& error) {
    for (;;) {
      Parser parser;
      parser.header_limit(longest_head);
      parser.skip(true);
      read_head(parser, error);
      if (error || parser.get().result_int() >= 200) {
        return error ? 0 : parser.get().result_int();
      }
    }
  }

  // Bytes behind the head. The origin says nothing before it is spoken to.
  [[nodiscard]] bool has_rest() const { return !unread_.empty(); }

private:
  void read_head(Parser& parser, error_code& error) {
    while (!error && !parser.is_header_done()) {
      unread_.erase(0, parser.put(asio::buffer(unread_.data(), unread_.size()), error));
      if (error == http::error::need_more) {
        error.clear();
        receive(error);
      }
    }
  }

  void receive(error_code& error) {
    std::array<std::byte, 4096> piece; // NOLINT(*-member-init): written before it is read
    const std::size_t count = socket_.receive(piece, error);
    const auto* const text = reinterpret_cast<const char*>(piece.data()); // NOLINT(*-reinterpret-cast): bytes
    unread_.append(text, count);
  }

  Socket& socket_;
  std::string unread_;
};

} // namespace

std::optional<TransportFailure>
open_tunnel(Socket& socket, const Proxy& proxy, const Origin& origin, const std::string& user_agent) {
  std::string head = head_of(proxy, origin, user_agent);
  const WipeAtEnd wiped(head);
  error_code error = send_all(socket, head);
  if (error) {
    return broken(error);
  }
  Answer answer(socket);
  const unsigned status = answer.read_status(error);
  if (error) {
    return broken(error);
  }
  if (status < 200 || status > 299) {
    const std::string_view meaning = http::obsolete_reason(http::int_to_status(status));
    return TransportFailure{.phase = Phase::tunnelling,
                            .kind = FailureKind::refused,
                            .reason = std::to_string(status) + " " + std::string(meaning),
                            .proxy_status = status};
  }
  if (answer.has_rest()) {
    return TransportFailure{.phase = Phase::tunnelling,
                            .kind = FailureKind::malformed,
                            .reason = "the proxy sent more than was asked for"};
  }
  return std::nullopt;
}

} // namespace callout::rest
