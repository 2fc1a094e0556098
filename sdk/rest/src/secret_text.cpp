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

std::string joined(std::string_view prefix, std::string_view secret) {
  std::string text;
  text.reserve(prefix.size() + secret.size());
  text.append(prefix).append(secret);
  return text; // not what append() returns: that would be copied
}

std::string encode_base64(std::string_view text) {
  using Bytes = std::vector<unsigned char, WipingAllocator<unsigned char>>;
  const Bytes bytes(text.begin(), text.end());
  Bytes encoded((bytes.size() + 2) / 3 * 4 + 1);
  const int length = EVP_EncodeBlock(encoded.data(), bytes.data(), static_cast<int>(bytes.size()));
  return {encoded.begin(), encoded.begin() + length};
}

} // namespace callout::rest
