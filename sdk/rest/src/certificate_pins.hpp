#pragma once

#include <string>
#include <string_view>

#include <openssl/types.h>

namespace callout::rest {

/// The pin of a certificate's key: SHA-256 of its SubjectPublicKeyInfo in base64 (RFC 7469, 2.4).
std::string pin_of(const X509* certificate);

/// Whether a text is the base64 of 32 bytes.
bool is_pin(std::string_view text);

} // namespace callout::rest
