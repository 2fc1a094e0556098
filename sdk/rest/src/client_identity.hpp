#pragma once

#include <callout/rest/client.hpp>
#include <callout/rest/result.hpp>
#include <openssl/ssl.h>

namespace callout::rest {

/// Makes the context show the options' client certificate to servers that ask for one. Nothing to do when
/// there is none. The key's file must not be readable by group or others. CALLOUT_E_INVALID_ARGUMENT names
/// the file and what is wrong with it.
Result<void> use_client_certificate(SSL_CTX* context, const ClientOptions& options);

} // namespace callout::rest
