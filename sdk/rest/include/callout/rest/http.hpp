#pragma once

/// An HTTP exchange as plain values.

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <callout/rest/operation.hpp>

namespace callout::rest {

/// The value may be a secret, and is wiped when this dies.
struct Header {
  Header() = default;

  Header(std::string header_name, std::string header_value)
      : name(std::move(header_name)), value(std::move(header_value)) {}

  ~Header();
  Header(const Header&) = default;
  Header& operator=(const Header&) = default;
  Header(Header&&) noexcept = default;
  Header& operator=(Header&&) noexcept = default;

  std::string name;
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

/// The value of the first header with this name, whatever its case (RFC 9110, 5.1); empty if there is none.
std::string_view find_header(const std::vector<Header>& headers, std::string_view name);

/// Whether HTTP itself promises that it changes nothing (RFC 9110, 9.2.1).
bool is_safe(Method method);

/// Whether HTTP itself promises that sending it twice does what sending it once does (RFC 9110, 9.2.2).
bool is_idempotent(Method method);

struct HttpRequest {
  Method method = Method::get;
  std::string target = "/"; ///< origin-form: path and query, already encoded
  /// Without Host, User-Agent, Content-Length, Transfer-Encoding and Connection: the client writes those.
  std::vector<Header> headers = {};
  std::string body = {};
  /// Decides what a lost answer means: such a request may be repeated, any other has an unknown outcome.
  bool idempotent = false;
};

/// Where the time of an exchange went. The first three are zero on a kept connection.
struct ExchangeTiming {
  std::chrono::microseconds resolve{};
  std::chrono::microseconds connect{};
  std::chrono::microseconds handshake{};
  std::chrono::microseconds wait{};     ///< from the request's last byte to the answer's first
  std::chrono::microseconds transfer{}; ///< from the answer's first byte to its last
  bool reused = false;                  ///< a kept connection
};

struct HttpResponse {
  unsigned status = 0;
  std::vector<Header> headers = {};
  std::string body = {};
  ExchangeTiming timing = {};
  std::size_t received = 0; ///< bytes of the body as they came, packed or not

  /// The first header with this name, whatever its case; empty if there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

} // namespace callout::rest
