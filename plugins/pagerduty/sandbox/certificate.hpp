#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace callout::sandbox {

/// What a certificate says. The defaults are a certificate that is good from an hour ago for thirty days.
struct CertificateSpec {
  std::string common_name;
  std::vector<std::string> dns_names; ///< subject alternative names of type DNS
  std::vector<std::string>
      ip_addresses; ///< subject alternative names of type IP, as text ("127.0.0.1", "::1")
  std::chrono::system_clock::time_point valid_from = std::chrono::system_clock::now() - std::chrono::hours(1);
  std::chrono::system_clock::time_point valid_until =
      std::chrono::system_clock::now() + std::chrono::hours(24 * 30);
};

/// A certificate with the private key that belongs to it (EC P-256), both PEM.
struct Identity {
  std::string certificate_pem;
  std::string private_key_pem;
};

/// Makes a self-signed certificate authority. Throws std::runtime_error with OpenSSL's reason.
Identity make_authority(const CertificateSpec& spec);

/// Makes a server certificate signed by `issuer`. Throws std::runtime_error with OpenSSL's reason.
Identity make_server_certificate(const CertificateSpec& spec, const Identity& issuer);

/// The names under which a server on this machine's loopback is reached: 127.0.0.1, ::1 and localhost.
CertificateSpec loopback_names();

} // namespace callout::sandbox
