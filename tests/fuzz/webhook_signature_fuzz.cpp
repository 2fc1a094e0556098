// A header and a secret, a line each, then a webhook's body: only its HMAC passes, wherever it stands.
#include <array>

#include <boost/algorithm/hex.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "curated/webhook_signature.hpp"
#include "input.hpp"

namespace callout::fuzz {
namespace {

std::string signature_of(std::string_view body, std::string_view secret) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t length = 0;
  const std::string key(secret);
  const std::string text(body);
  require(EVP_Q_mac(nullptr,
                    "HMAC",
                    nullptr,
                    "SHA256",
                    nullptr,
                    key.data(),
                    key.size(),
                    reinterpret_cast<const unsigned char*>(text.data()), // NOLINT: bytes are bytes
                    text.size(),
                    digest.data(),
                    digest.size(),
                    &length) != nullptr);
  return "v1=" + boost::algorithm::hex_lower(
                     std::string(digest.begin(), digest.begin() + static_cast<std::ptrdiff_t>(length)));
}

} // namespace
} // namespace callout::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using callout::fuzz::require;
  using callout::pagerduty::curated::is_signed;
  std::string_view body = callout::fuzz::text_of(data, size);
  const std::string header(callout::fuzz::take_line(body));
  const std::string_view secret = callout::fuzz::take_line(body);
  const std::string signature = callout::fuzz::signature_of(body, secret);
  require(!is_signed(body, header, secret) || header.find(signature) != std::string::npos);
  require(is_signed(body, signature, secret));
  require(is_signed(body, header + ", " + signature, secret));
  require(is_signed(body, signature + "," + header, secret));
  require(!is_signed(std::string(body) + "x", signature, secret));
  require(!is_signed(body, signature, std::string(secret) + "x"));
  require(!is_signed(body, signature.substr(0, signature.size() - 1), secret));
  return 0;
}
