#include "certificate_pins.hpp"

#include <array>
#include <iterator>
#include <vector>

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "secret_text.hpp"

namespace callout::rest {

std::string pin_of(const X509* certificate) {
  unsigned char* encoded = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded);
  if (size <= 0) {
    return {};
  }
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes
  SHA256(encoded, static_cast<std::size_t>(size), reinterpret_cast<unsigned char*>(hash.data()));
  OPENSSL_free(encoded);
  return encode_base64(hash);
}

bool is_pin(std::string_view text) {
  constexpr std::size_t length = 44;
  if (text.size() != length || text.back() != '=' || text[length - 2] == '=') {
    return false;
  }
  const std::vector<unsigned char> letters(text.begin(), text.end());
  std::array<unsigned char, SHA256_DIGEST_LENGTH + 1> bytes{};
  if (EVP_DecodeBlock(bytes.data(), letters.data(), static_cast<int>(length)) != SHA256_DIGEST_LENGTH + 1) {
    return false;
  }
  // Bits that no byte has would make two texts of one hash.
  return encode_base64(std::string(bytes.begin(), std::prev(bytes.end()))) == text;
}

} // namespace callout::rest
