#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/url/grammar/ci_string.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <callout/rest/proxy.hpp>

#include "secret_text.hpp"

namespace callout::rest {
namespace {

namespace ip = boost::asio::ip;
namespace urls = boost::urls;
using boost::system::error_code;

sdk::Problem refuse(std::string_view what, std::string_view why, std::string_view hint) {
  return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT, std::string(what).append(" ").append(why), hint);
}

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), urls::grammar::to_lower);
  return result;
}

// 0 when it is none.
std::uint16_t to_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, port);
  return error == std::errc() && end == last ? port : std::uint16_t{0};
}

std::string_view without_brackets(std::string_view host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

// What a proxy's URL may not be; empty when it is fine. The scheme is known to be http.
std::string_view fault_of(const urls::url_view& url) {
  const bool is_name = url.host_type() == urls::host_type::name || url.host_type() == urls::host_type::ipv4;
  if (url.encoded_host().empty()) {
    return "names no host";
  }
  if (!(is_name || url.host_type() == urls::host_type::ipv6) || url.encoded_host().contains('%')) {
    return "has a host that is neither a name nor an address";
  }
  if (url.has_port() && to_port(url.port()) == 0) {
    return "has a port that is not between 1 and 65535";
  }
  const bool is_bare = url.encoded_path().empty() || url.encoded_path() == "/";
  return is_bare && !url.has_query() && !url.has_fragment() ? "" : "has something behind its host and port";
}

Result<urls::url_view> parse_proxy_url(std::string_view text, std::string_view what) {
  constexpr std::string_view hint = R"(Write it like "http://proxy.example.com:3128".)";
  // Boost 1.81 ends the process over some texts without an authority.
  const bool has_authority = text.find("://") != std::string_view::npos && text.find("://") == text.find(':');
  const auto parsed = urls::parse_uri(has_authority ? text : std::string_view());
  if (!parsed || !parsed->has_authority()) {
    return refuse(what, "is not the URL of a proxy", hint);
  }
  if (parsed->scheme_id() != urls::scheme::http) {
    return refuse(
        what,
        "has a scheme other than http",
        "Only HTTP proxies are supported, reached by http; through them TLS goes to the server itself.");
  }
  if (const std::string_view fault = fault_of(*parsed); !fault.empty()) {
    return refuse(what, fault, hint);
  }
  return *parsed;
}

Proxy proxy_of(const urls::url_view& url) {
  return {.host = lowered(without_brackets(std::string_view(url.encoded_host()))),
          .port = url.has_port() ? to_port(url.port()) : std::uint16_t{80},
          .authorization = {}};
}

std::string first_variable(const char* name, const char* other_name) {
  for (const char* const candidate : {name, other_name}) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in a plugin changes the environment
    if (const char* const value = secure_getenv(candidate); value != nullptr && *value != '\0') {
      return value;
    }
  }
  return {};
}

std::optional<ip::address> find_address(std::string_view host) {
  error_code error;
  const ip::address address = ip::make_address(host, error);
  return error ? std::nullopt : std::optional(address);
}

// Not Asio's is_subnet_of(): to that a network of one address is none of itself.
template <class Network, class Address>
bool covers(const Network& network, const Address& address) {
  return Network(address, network.prefix_length()).canonical() == network.canonical();
}

bool is_in_network(std::string_view text, const ip::address& address) {
  error_code error;
  if (address.is_v4()) {
    const ip::network_v4 network = ip::make_network_v4(text, error);
    return !error && covers(network, address.to_v4());
  }
  const ip::network_v6 network = ip::make_network_v6(text, error);
  return !error && covers(network, address.to_v6());
}

bool is_same_or_subdomain(std::string_view host, std::string_view domain) {
  return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                            host[host.size() - domain.size() - 1] == '.');
}

struct HostAndPort {
  std::string_view host;
  std::optional<std::uint16_t> port;
};

// "name", "name:443", "[::1]:443"; more than one colon without brackets is an address.
HostAndPort split_port(std::string_view entry) {
  const std::size_t colon = entry.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (entry.find(':') == colon || (colon > 0 && entry[colon - 1] == ']'));
  return has_port ? HostAndPort{entry.substr(0, colon), to_port(entry.substr(colon + 1))}
                  : HostAndPort{entry, std::nullopt};
}

bool exempts(std::string_view entry, const Origin& origin) {
  if (entry == "*") {
    return true;
  }
  const std::optional<ip::address> address = find_address(origin.host);
  if (address && entry.find('/') != std::string_view::npos) {
    return is_in_network(entry, *address);
  }
  const HostAndPort parts = split_port(entry);
  if (parts.port && *parts.port != origin.port) {
    return false;
  }
  if (address) {
    return find_address(without_brackets(parts.host)) == address;
  }
  std::string_view domain = parts.host;
  domain.remove_prefix(domain.starts_with("*.") ? 2 : (domain.starts_with('.') ? 1 : 0));
  return !domain.empty() && is_same_or_subdomain(origin.host, domain);
}

bool is_on_this_machine(const std::string& host) {
  const std::optional<ip::address> address = find_address(host);
  return address ? address->is_loopback() : is_same_or_subdomain(host, "localhost");
}

} // namespace

std::string to_string(const Proxy& proxy) {
  const bool is_ipv6 = proxy.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + proxy.host + "]" : proxy.host) + ":" + std::to_string(proxy.port);
}

Result<std::string>
proxy_authorization(std::string_view username, std::string_view password, std::string_view what) {
  const auto is_control = [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte < 0x20 || byte == 0x7f;
  };
  if (username.empty() || username.find(':') != std::string_view::npos ||
      std::any_of(username.begin(), username.end(), is_control) ||
      std::any_of(password.begin(), password.end(), is_control)) {
    return refuse(what,
                  "has a user name or password that Basic authentication cannot carry",
                  "A user name is not empty and has no colon; neither has control characters.");
  }
  std::string plain(username);
  const WipeAtEnd wiped(plain);
  plain.append(":").append(password);
  return "Basic " + encode_base64(plain);
}

Result<Proxy> parse_proxy(std::string_view text, std::string_view what) {
  const auto url = parse_proxy_url(text, what);
  if (!url) {
    return url.error();
  }
  if (url->has_userinfo()) {
    return refuse(what,
                  "holds a user name or password",
                  "Give them as `username` and `password`, the latter as { env: NAME } or { file: PATH }.");
  }
  return proxy_of(*url);
}

ProxyVariables read_proxy_variables() {
  return {.https_proxy = first_variable("https_proxy", "HTTPS_PROXY"),
          .no_proxy = first_variable("no_proxy", "NO_PROXY")};
}

ProxyExemptions::ProxyExemptions(std::string_view no_proxy) {
  constexpr std::string_view separators = ", \t";
  const std::string text = lowered(no_proxy);
  std::size_t begin = text.find_first_not_of(separators);
  while (begin != std::string::npos) {
    const std::size_t end = text.find_first_of(separators, begin);
    entries_.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(separators, end);
  }
}

bool ProxyExemptions::has(const Origin& origin) const {
  return std::any_of(
      entries_.begin(), entries_.end(), [&](const std::string& entry) { return exempts(entry, origin); });
}

ProxyChoice ProxyChoice::always(Proxy proxy) {
  ProxyChoice choice;
  choice.scope_ = Scope::everything;
  choice.proxy_ = std::move(proxy);
  return choice;
}

Result<ProxyChoice> ProxyChoice::from(const ProxyVariables& variables) {
  constexpr std::string_view what = "the environment variable HTTPS_PROXY";
  ProxyChoice choice;
  if (variables.https_proxy.empty()) {
    return choice;
  }
  const bool has_scheme = variables.https_proxy.find("://") != std::string::npos;
  const std::string text = (has_scheme ? "" : "http://") + variables.https_proxy;
  const auto url = parse_proxy_url(text, what);
  if (!url) {
    return url.error();
  }
  choice.proxy_ = proxy_of(*url);
  if (url->has_userinfo()) {
    auto authorization = proxy_authorization(url->user(), url->password(), what);
    if (!authorization) {
      return authorization.error();
    }
    choice.proxy_.authorization = std::move(*authorization);
  }
  choice.scope_ = Scope::elsewhere;
  choice.exemptions_ = ProxyExemptions(variables.no_proxy);
  return choice;
}

// Never for plain http, which is for this machine alone: a tunnel would end on the proxy's, and show both it
// and the way there the credential.
const Proxy* ProxyChoice::find(const Origin& origin) const {
  if (origin.scheme != Scheme::https) {
    return nullptr;
  }
  switch (scope_) {
  case Scope::everything:
    return &proxy_;
  case Scope::elsewhere:
    return !is_on_this_machine(origin.host) && !exemptions_.has(origin) ? &proxy_ : nullptr;
  default:
    return nullptr;
  }
}

} // namespace callout::rest
