#include <algorithm>
#include <charconv>
#include <vector>

#include <boost/algorithm/string/replace.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/pchars.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>
#include <callout/rest/url.hpp>

#include "ascii_case.hpp"
#include "secret_text.hpp"

namespace callout::rest {
namespace {

namespace urls = boost::urls;

sdk::Problem refuse(std::string_view what, std::string_view why, std::string_view hint) {
  return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT, std::string(what).append(" ").append(why), hint);
}

std::string quoted(const urls::url_view& url) {
  std::string text(url.scheme());
  return text.append("://").append(url.encoded_host_and_port()).append(url.encoded_path());
}

bool is_loopback(const urls::url_view& url) {
  switch (url.host_type()) {
  case urls::host_type::ipv4:
    return url.host_ipv4_address().is_loopback();
  case urls::host_type::ipv6:
    return url.host_ipv6_address().is_loopback();
  default:
    return equal_ignoring_case(url.encoded_host(), "localhost");
  }
}

// Boost 1.81 ends the host of "http://127.0.0.1.example.com" behind the digits and calls the rest a path.
bool is_host_cut(const urls::url_view& url) {
  return !url.encoded_path().empty() && url.encoded_path().front() != '/';
}

// Not url_view::segments(): that leaves out a leading "/.".
bool has_dot_segments(std::string_view path) {
  const std::string plain = boost::algorithm::ireplace_all_copy(std::string(path), "%2e", ".");
  std::vector<std::string> segments;
  boost::algorithm::split(segments, plain, [](char letter) { return letter == '/'; });
  return std::any_of(segments.begin(), segments.end(), [](const std::string& segment) {
    return segment == "." || segment == "..";
  });
}

std::string host_of(const urls::url_view& url) {
  std::string host(url.encoded_host());
  if (url.host_type() == urls::host_type::ipv6) {
    host = host.substr(1, host.size() - 2);
  }
  std::transform(host.begin(), host.end(), host.begin(), urls::grammar::to_lower);
  return host;
}

// 0 when it is out of range.
std::uint16_t port_of(const urls::url_view& url) {
  if (!url.has_port() || url.port().empty()) {
    return url.scheme_id() == urls::scheme::https ? 443 : 80;
  }
  // Not port_number(): in Boost 1.81 that wraps beyond 65535.
  const std::string_view text = url.port();
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? port : std::uint16_t{0};
}

// What makes an address unfit for requests that carry a credential; empty when it is fit.
std::string_view fault_of_authority(const urls::url_view& url) {
  if (url.has_userinfo()) {
    return "holds a user name or password";
  }
  if (url.encoded_host().empty()) {
    return "names no host";
  }
  const bool is_name = url.host_type() == urls::host_type::name || url.host_type() == urls::host_type::ipv4;
  if (is_host_cut(url) || url.encoded_host().contains('%') ||
      !(is_name || url.host_type() == urls::host_type::ipv6)) {
    return "has a host that is neither a name nor an address";
  }
  if (port_of(url) == 0) {
    return "has a port that is not between 1 and 65535";
  }
  if (url.has_fragment()) {
    return "has a fragment (#)";
  }
  if (has_dot_segments(url.encoded_path())) {
    return "has a `.` or `..` in its path";
  }
  return {};
}

Result<urls::url_view> parse_checked(std::string_view text, std::string_view what) {
  // Boost 1.81 ends the process over some texts without an authority.
  const bool has_authority = text.find("://") != std::string_view::npos && text.find("://") == text.find(':');
  const auto parsed = urls::parse_uri(has_authority ? text : std::string_view());
  if (!parsed || !parsed->has_authority()) {
    return refuse(what, "is not a URL", R"(Write it like "https://api.example.com".)");
  }
  const urls::url_view& url = *parsed;
  const bool https = url.scheme_id() == urls::scheme::https;
  if (!https && url.scheme_id() != urls::scheme::http) {
    return refuse(what, "has the scheme `" + std::string(url.scheme()) + "`", "Only https is supported.");
  }
  if (const std::string_view fault = fault_of_authority(url); !fault.empty()) {
    return refuse(what, std::string(fault) + ": " + quoted(url), "Give scheme, host and path only.");
  }
  if (!https && !is_loopback(url)) {
    return refuse(what,
                  "is not https, so credentials would travel unencrypted: " + quoted(url),
                  "Use https. Plain http is accepted for 127.0.0.0/8, [::1] and localhost only.");
  }
  return url;
}

// Encodes what a path cannot hold, and leaves escapes.
std::string encode_path(std::string_view text) {
  std::string path;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t escape = std::min(text.find('%', begin), text.size());
    path += urls::encode(text.substr(begin, escape - begin), urls::pchars + urls::grammar::lut_chars('/'));
    path += text.substr(escape, 1);
    begin = escape + 1;
  }
  return path;
}

Origin origin_of(const urls::url_view& url) {
  return {url.scheme_id() == urls::scheme::https ? Scheme::https : Scheme::http, host_of(url), port_of(url)};
}

} // namespace

std::string host_header(const Origin& origin) {
  const bool is_ipv6 = origin.host.find(':') != std::string::npos;
  std::string text = is_ipv6 ? "[" + origin.host + "]" : origin.host;
  if (origin.port != (origin.scheme == Scheme::https ? 443 : 80)) {
    text.append(":").append(std::to_string(origin.port));
  }
  return text;
}

std::string to_string(const Origin& origin) {
  return (origin.scheme == Scheme::https ? "https://" : "http://") + host_header(origin);
}

Result<BaseUrl> parse_base_url(std::string_view text, std::string_view what) {
  const auto url = parse_checked(text, what);
  if (!url) {
    return url.error();
  }
  if (url->has_query()) {
    return refuse(what, "has a query: " + quoted(*url), "A base URL ends with its path.");
  }
  std::string path(url->encoded_path());
  path.erase(path.find_last_not_of('/') + 1);
  return BaseUrl{origin_of(*url), std::move(path)};
}

Result<EndpointUrl> parse_endpoint_url(std::string_view text, std::string_view what) {
  const auto url = parse_checked(text, what);
  if (!url) {
    return url.error();
  }
  std::string target(url->encoded_path());
  if (target.empty()) {
    target = "/";
  }
  if (url->has_query()) {
    target.append("?").append(url->encoded_query());
  }
  return EndpointUrl{origin_of(*url), std::move(target)};
}

Result<std::string> parse_path(std::string_view text, std::string_view what) {
  constexpr std::string_view hint = R"(Write a path below the base URL, like "/users/PABC123".)";
  if (text.empty() || text.front() != '/' || text.substr(0, 2) == "//") {
    return refuse(what, "does not begin with one slash", hint);
  }
  if (text.find_first_of("?#") != std::string_view::npos) {
    return refuse(
        what, "holds a `?` or `#`", "Give the query apart; encode these characters as %3F and %23.");
  }
  std::string path = encode_path(text);
  const auto parsed = urls::parse_origin_form(path);
  if (!parsed) {
    return refuse(what, "has a percent sign that begins no escape", "Write a percent sign as %25.");
  }
  if (has_dot_segments(path)) {
    return refuse(what, "has a `.` or `..` segment", hint);
  }
  return path;
}

Result<std::string> encode_segment(std::string_view value, std::string_view what) {
  if (value.empty() || value == "." || value == "..") {
    return refuse(what,
                  value.empty() ? "is empty" : "is `" + std::string(value) + "`, which would change the path",
                  "Give the identifier of one object.");
  }
  return urls::encode(value, urls::unreserved_chars);
}

void append_query(std::string& target, std::string_view name, std::string_view value) {
  target.append(target.find('?') == std::string::npos ? "?" : "&");
  target.append(urls::encode(name, urls::unreserved_chars)).append("=");
  target.append(urls::encode(value, urls::unreserved_chars));
}

std::string encode_form(std::string_view value) {
  urls::encoding_opts options;
  options.space_as_plus = true;
  return urls::encode(value, urls::unreserved_chars, options);
}

void append_form(std::string& form, std::string_view name, std::string_view value) {
  std::string encoded = encode_form(value);
  const WipeAtEnd wipe_encoded(encoded); // a client's secret goes this way
  form.append(form.empty() ? "" : "&").append(encode_form(name)).append("=").append(encoded);
}

} // namespace callout::rest
