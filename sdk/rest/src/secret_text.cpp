#include "secret_text.hpp"

#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace callout::rest {

void wipe(std::string& text) {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

std::string encode_base64(std::string_view text) {
  const std::vector<unsigned char> bytes(text.begin(), text.end());
  std::vector<unsigned char> encoded((bytes.size() + 2) / 3 * 4 + 1);
  const int length = EVP_EncodeBlock(encoded.data(), bytes.data(), static_cast<int>(bytes.size()));
  return {encoded.begin(), encoded.begin() + length};
}

} // namespace callout::rest
