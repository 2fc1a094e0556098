#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>
#include <boost/system/result.hpp>

namespace callout::sandbox {

namespace json = boost::json;

/// One HTTP header field, as it travels.
struct Header {
  std::string name;
  std::string value;
};

/// Decoded name and value pairs of a query or of a form, in the order they were sent.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// The first value of `name`, or nullopt.
std::optional<std::string_view> find_parameter(const Parameters& parameters, std::string_view name);

/// Every value of `name`, in order.
std::vector<std::string_view> all_parameters(const Parameters& parameters, std::string_view name);

/// Decodes `application/x-www-form-urlencoded` text (also the form of a query); nullopt when it is malformed.
std::optional<Parameters> parse_form(std::string_view text);

/// What a client sent. `segments` and `query` are made from `target` by parse_target().
struct Request {
  std::string method;
  std::string target;
  std::vector<Header> headers;
  std::string body;
  std::vector<std::string> segments;
  Parameters query;

  /// The value of a header, whose name is compared without case, or "" when it is absent.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  /// The decoded path, always with a leading slash.
  [[nodiscard]] std::string path() const;
};

/// Fills `segments` and `query` from `target`; false when the target is no origin-form (RFC 9112, 3.2.1).
bool parse_target(Request& request);

/// How far an answer travels before the server closes the connection on purpose.
enum class Drop { none, before, after_headers, mid_body };

/// What the server sends back.
struct Response {
  unsigned status = 200;
  std::vector<Header> headers;
  std::string body;
  std::chrono::milliseconds delay{0};
  Drop drop = Drop::none;
};

/// A value, or the response that refuses the request.
template <class T>
using Result = boost::system::result<T, Response>;

/// A JSON answer.
Response json_response(unsigned status, const json::value& body);

/// Compares ASCII text without case.
bool equal_ignoring_case(std::string_view left, std::string_view right);

} // namespace callout::sandbox
