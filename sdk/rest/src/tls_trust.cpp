#include "tls_trust.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "client_identity.hpp"
#include "tls_channel.hpp"

namespace callout::rest {
namespace {

bool is_set(const char* variable) {
  return std::getenv(variable) != nullptr; // NOLINT(concurrency-mt-unsafe): OpenSSL itself reads it so
}

// Whether certificates can be found there by their subject's hash ("5ed36f99.0").
bool has_hash_names(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  return !error && std::any_of(begin(entries), end(entries), [](const auto& entry) {
    const std::string name = entry.path().filename();
    return name.size() == 10 && name.find_first_not_of("0123456789abcdef") == 8 && name[8] == '.';
  });
}

// Reading the whole bundle of a system takes more than ten milliseconds; its hash folder is read as needed.
void trust_system(SSL_CTX* context) {
  const char* const folder = X509_get_default_cert_dir();
  const bool chosen = is_set(X509_get_default_cert_file_env()) || is_set(X509_get_default_cert_dir_env());
  if (!chosen && has_hash_names(folder)) {
    SSL_CTX_load_verify_dir(context, folder);
  } else {
    SSL_CTX_set_default_verify_paths(context);
  }
}

std::string last_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = ERR_reason_error_string(code);
  ERR_clear_error();
  return reason != nullptr ? reason : "OpenSSL gives no reason";
}

sdk::Problem unusable(const std::string& ca_file) {
  std::error_code error;
  const bool exists = std::filesystem::is_regular_file(ca_file, error);
  const std::string reason = exists ? last_reason() : "there is no such file";
  return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                           "ca_file " + ca_file + " cannot be used: " + reason,
                           "Give a readable PEM file with the certificates of the authorities to trust.");
}

} // namespace

Result<TlsContext> make_tls_context(const ClientOptions& options) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) {
    return sdk::make_problem(CALLOUT_E_INTERNAL, "OpenSSL cannot make a TLS context: " + last_reason());
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  // Idle connections then hold no record buffers.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context.get(), SSL_OP_CLEANSE_PLAINTEXT); // an answer may be a token
  SSL_CTX_set_read_ahead(context.get(), 1); // one system call for a record's head and body
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  constexpr std::array<unsigned char, 9> protocols{
      8, 'h', 't', 't', 'p', '/', '1', '.', '1'}; // RFC 7301, 3.1
  SSL_CTX_set_alpn_protos(context.get(), protocols.data(), protocols.size());
  if (options.ca_file.empty()) {
    trust_system(context.get());
  } else if (SSL_CTX_load_verify_file(context.get(), options.ca_file.c_str()) != 1) {
    return unusable(options.ca_file);
  }
  if (auto used = use_client_certificate(context.get(), options); !used) {
    return used.error();
  }
  TlsChannel::prepare(context.get());
  ERR_clear_error();
  return context;
}

} // namespace callout::rest
