#pragma once

/// Which connections go through an HTTP proxy. Pure, but for read_proxy_variables().

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <callout/rest/result.hpp>
#include <callout/rest/url.hpp>

namespace callout::rest {

/// A proxy that tunnels connections (CONNECT; RFC 9110, 9.3.6).
struct Proxy {
  std::string host; ///< lower case, an IPv6 address without its brackets
  std::uint16_t port = 80;
  std::string authorization; ///< value of Proxy-Authorization, a secret; empty: none
};

/// "proxy.example.com:3128"; never the credential.
std::string to_string(const Proxy& proxy);

/// User name and password as Basic (RFC 7617, 2). CALLOUT_E_INVALID_ARGUMENT when Basic cannot carry them;
/// `what` names them in errors, which quote neither.
Result<std::string>
proxy_authorization(std::string_view username, std::string_view password, std::string_view what);

/// Reads "http://proxy.example.com:3128" without user information. Port 80 when there is none.
/// CALLOUT_E_INVALID_ARGUMENT names `what` and never quotes the text, which may hold a password.
Result<Proxy> parse_proxy(std::string_view text, std::string_view what);

/// What the environment says about proxies.
struct ProxyVariables {
  std::string https_proxy; ///< may hold a password
  std::string no_proxy;
};

/// https_proxy, else HTTPS_PROXY; no_proxy, else NO_PROXY. Nothing in a set-user-id program.
ProxyVariables read_proxy_variables();

/// The hosts that NO_PROXY exempts. Entries, separated by commas or spaces, are "*"; a name, which stands for
/// its subdomains too, with or without "." or "*." before it; an address; a network such as 10.0.0.0/8. A
/// name or address may have a port. Entries that are none of these match nothing.
class ProxyExemptions {
public:
  explicit ProxyExemptions(std::string_view no_proxy);

  [[nodiscard]] bool has(const Origin& origin) const;

private:
  std::vector<std::string> entries_;
};

/// The proxy for each origin. The default is none for any.
class ProxyChoice {
public:
  ProxyChoice() = default;

  /// One proxy for every origin, whatever NO_PROXY says.
  static ProxyChoice always(Proxy proxy);

  /// For https origins that are neither exempt nor on this machine (localhost, loopback addresses).
  /// `https_proxy` is a URL with scheme http, or host and port; user information in it becomes Basic.
  /// CALLOUT_E_INVALID_ARGUMENT names the variable, never its value.
  static Result<ProxyChoice> from(const ProxyVariables& variables);

  /// Null: connect to the origin itself.
  [[nodiscard]] const Proxy* find(const Origin& origin) const;

private:
  enum class Scope : std::uint8_t { nothing, everything, elsewhere };

  Scope scope_ = Scope::nothing;
  Proxy proxy_;
  ProxyExemptions exemptions_{""};
};

} // namespace callout::rest
