#pragma once

#include <memory>
#include <string>

#include <callout/rest/result.hpp>
#include <openssl/ssl.h>

namespace callout::rest {

struct FreeTlsContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

using TlsContext = std::unique_ptr<SSL_CTX, FreeTlsContext>;

/// A context for clients: TLS 1.2 or newer, peers verified. It trusts the authorities of `ca_file` (PEM), or
/// when that is empty, what SSL_CERT_FILE and SSL_CERT_DIR name, or the system's folder of authorities.
/// CALLOUT_E_INVALID_ARGUMENT when ca_file cannot be used.
Result<TlsContext> make_tls_context(const std::string& ca_file);

} // namespace callout::rest
