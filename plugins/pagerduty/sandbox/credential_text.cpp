#include "sandbox/credential_text.hpp"

#include <array>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <boost/algorithm/hex.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace callout::sandbox {
namespace {

std::optional<std::string> decode_base64(std::string_view encoded) {
  if (encoded.empty() || encoded.size() % 4 != 0) {
    return std::nullopt;
  }
  std::vector<unsigned char> in(encoded.begin(), encoded.end());
  std::vector<unsigned char> out(encoded.size());
  const int size = EVP_DecodeBlock(out.data(), in.data(), static_cast<int>(in.size()));
  if (size < 0) {
    return std::nullopt;
  }
  // EVP_DecodeBlock counts the padding as if it were data.
  const std::size_t padding = encoded.ends_with("==") ? 2 : encoded.ends_with("=") ? 1 : 0;
  return std::string(out.begin(),
                     out.begin() + static_cast<std::ptrdiff_t>(size) - static_cast<std::ptrdiff_t>(padding));
}

} // namespace

std::string random_hex(std::size_t bytes) {
  std::vector<unsigned char> data(bytes);
  if (RAND_bytes(data.data(), static_cast<int>(bytes)) != 1) {
    throw std::runtime_error("sandbox: the system gives no random bytes");
  }
  std::string text;
  boost::algorithm::hex_lower(data.begin(), data.end(), std::back_inserter(text));
  return text;
}

bool same_secret(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::optional<BasicCredential> parse_basic(std::string_view authorization) {
  constexpr std::string_view scheme = "Basic ";
  if (!boost::algorithm::istarts_with(authorization, scheme, std::locale::classic())) {
    return std::nullopt;
  }
  const auto pair = decode_base64(authorization.substr(scheme.size()));
  const auto colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  return BasicCredential{pair->substr(0, colon), pair->substr(colon + 1)};
}

std::set<std::string, std::less<>> split_scope(std::string_view scope) {
  std::istringstream words{std::string(scope)};
  std::set<std::string, std::less<>> found;
  for (std::string word; words >> word;) {
    found.insert(word);
  }
  return found;
}

} // namespace callout::sandbox
