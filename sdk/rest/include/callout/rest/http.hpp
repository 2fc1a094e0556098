#pragma once

/// An HTTP exchange as plain values.

#include <string>
#include <string_view>
#include <vector>

#include <callout/rest/operation.hpp>

namespace callout::rest {

struct Header {
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

struct HttpResponse {
  unsigned status = 0;
  std::vector<Header> headers = {};
  std::string body = {};

  /// The first header with this name, whatever its case; empty if there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

} // namespace callout::rest
