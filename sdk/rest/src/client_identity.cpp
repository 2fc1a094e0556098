#include "client_identity.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>

namespace callout::rest {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

using Bio = std::unique_ptr<BIO, FreeBio>;
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

sdk::Problem
unusable(std::string_view member, const std::string& file, const std::string& why, std::string_view hint) {
  ERR_clear_error();
  return sdk::make_problem(
      CALLOUT_E_INVALID_ARGUMENT, std::string(member) + " " + file + " cannot be used: " + why, hint);
}

// "there is no such file", "Permission denied".
std::string reason_of(int code) {
  return code == ENOENT ? "there is no such file" : std::generic_category().message(code);
}

std::string first_reason() {
  const char* const reason = ERR_reason_error_string(ERR_peek_error());
  return reason != nullptr ? reason : "OpenSSL gives no reason";
}

constexpr std::string_view certificate_hint =
    "Give a PEM file that begins with the client's certificate (-----BEGIN CERTIFICATE-----).";

Result<void> load_certificate(SSL_CTX* context, const std::string& file) {
  struct stat status {};

  if (::stat(file.c_str(), &status) != 0) {
    return unusable("client_certificate", file, reason_of(errno), certificate_hint);
  }
  if (SSL_CTX_use_certificate_chain_file(context, file.c_str()) != 1) {
    return unusable("client_certificate", file, first_reason(), certificate_hint);
  }
  return {};
}

// Never asks at the terminal, as OpenSSL's own would.
int give_passphrase(char* buffer, int size, int /*writes*/, void* passphrase) {
  const auto& text = *static_cast<const std::string*>(passphrase);
  if (text.size() > static_cast<std::size_t>(size)) {
    return -1;
  }
  std::copy(text.begin(), text.end(), buffer);
  return static_cast<int>(text.size());
}

// What is checked is what is read.
Result<Bio> open_key(const std::string& file) {
  const int descriptor =
      ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); // NOLINT(*-vararg)
  if (descriptor < 0) {
    return unusable(
        "client_key", file, reason_of(errno), "Give the PEM file of the certificate's private key.");
  }
  Bio bio(BIO_new_fd(descriptor, BIO_CLOSE));

  struct stat status {};

  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    return unusable(
        "client_key", file, "it is no file", "Give the PEM file of the certificate's private key.");
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) { // NOLINT(*-signed-bitwise): the system's macros
    return unusable(
        "client_key", file, "others can read it", "Take the right away: chmod go= '" + file + "'");
  }
  return bio;
}

enum class KeyText : std::uint8_t { absent, plain, encrypted };

// The first private key that the file holds, which may hold certificates too.
KeyText find_key(BIO* bio) {
  KeyText found = KeyText::absent;
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  while (found == KeyText::absent && PEM_read_bio(bio, &name, &header, &data, &size) == 1) {
    if (std::string_view(name).ends_with("PRIVATE KEY")) {
      const bool encrypted = std::string_view(name).starts_with("ENCRYPTED") ||
                             std::string_view(header).find("ENCRYPTED") != std::string_view::npos;
      found = encrypted ? KeyText::encrypted : KeyText::plain;
    }
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
  }
  BIO_seek(bio, 0);
  ERR_clear_error();
  return found;
}

Result<Key> read_key(const std::string& file, const std::string& passphrase) {
  constexpr std::string_view passphrase_hint =
      "Give its passphrase as `client_key_passphrase`: { env: NAME } or { file: PATH }.";
  auto bio = open_key(file);
  if (!bio) {
    return bio.error();
  }
  const KeyText text = find_key(bio->get());
  if (text == KeyText::absent) {
    return unusable(
        "client_key", file, "it holds no private key in PEM", "One begins with -----BEGIN PRIVATE KEY-----.");
  }
  if (text == KeyText::encrypted && passphrase.empty()) {
    return unusable("client_key", file, "it is encrypted", passphrase_hint);
  }
  std::string given = passphrase;
  Key key(PEM_read_bio_PrivateKey(bio->get(), nullptr, &give_passphrase, &given));
  OPENSSL_cleanse(given.data(), given.size());
  if (key == nullptr) {
    return text == KeyText::encrypted
               ? unusable("client_key", file, "it is damaged, or the passphrase is wrong", passphrase_hint)
               : unusable("client_key", file, first_reason(), "Make the file anew.");
  }
  return key;
}

} // namespace

Result<void> use_client_certificate(SSL_CTX* context, const ClientOptions& options) {
  if (options.client_certificate.empty()) {
    return {};
  }
  ERR_clear_error();
  if (auto loaded = load_certificate(context, options.client_certificate); !loaded) {
    return loaded;
  }
  const std::string& file = options.client_key.empty() ? options.client_certificate : options.client_key;
  const auto key = read_key(file, options.client_key_passphrase);
  if (!key) {
    return key.error();
  }
  if (SSL_CTX_use_PrivateKey(context, key->get()) != 1 || SSL_CTX_check_private_key(context) != 1) {
    return unusable("client_key",
                    file,
                    "it is not the key of the certificate in " + options.client_certificate,
                    "Give the private key that the certificate was issued for.");
  }
  return {};
}

} // namespace callout::rest
