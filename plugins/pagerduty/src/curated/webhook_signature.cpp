#include "curated/webhook_signature.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

#include <boost/algorithm/hex.hpp>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace callout::pagerduty::curated {
namespace {

// Empty when this OpenSSL cannot.
std::string hmac_hex(std::string_view body, std::string_view secret) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const std::vector<unsigned char> bytes(body.begin(), body.end());
  const auto size = static_cast<int>(secret.size());
  if (HMAC(EVP_sha256(), secret.data(), size, bytes.data(), bytes.size(), digest.data(), &length) ==
      nullptr) {
    return {};
  }
  std::string hex;
  boost::algorithm::hex_lower(digest.begin(), digest.begin() + length, std::back_inserter(hex));
  return hex;
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

bool same(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace

bool is_signed(std::string_view body, std::string_view header, std::string_view secret) {
  constexpr std::string_view version = "v1=";
  const std::string expected = hmac_hex(body, secret);
  bool found = false;
  while (!expected.empty() && !header.empty()) {
    const std::size_t end = std::min(header.find(','), header.size());
    const std::string_view entry = without_blanks(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    if (entry.starts_with(version)) {
      found = same(entry.substr(version.size()), expected) || found; // in this order: all are compared
    }
  }
  return found;
}

} // namespace callout::pagerduty::curated
