#pragma once

#include <memory>

#include <callout/rest/client.hpp>
#include <callout/rest/result.hpp>
#include <openssl/ssl.h>

namespace callout::rest {

struct FreeTlsContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

using TlsContext = std::unique_ptr<SSL_CTX, FreeTlsContext>;

/// A context for clients: TLS 1.2 or newer, peers verified unless the options say otherwise. It trusts the
/// authorities of ca_file (PEM), or when that is empty, what SSL_CERT_FILE and SSL_CERT_DIR name, or the
/// system's folder of authorities. Reads the files that the options name: CALLOUT_E_INVALID_ARGUMENT when one
/// cannot be used.
Result<TlsContext> make_tls_context(const ClientOptions& options);

} // namespace callout::rest
