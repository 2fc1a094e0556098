#include "sandbox/certificate.hpp"

#include <memory>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace callout::sandbox {
namespace {

template <auto free_it>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free_it(object);
  }
};

using Key = std::unique_ptr<EVP_PKEY, Free<&EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<&X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<&X509_EXTENSION_free>>;
using Serial = std::unique_ptr<BIGNUM, Free<&BN_free>>;
using Bio = std::unique_ptr<BIO, Free<&BIO_free_all>>;

void require(bool done, const char* what) {
  if (!done) {
    const char* reason = ERR_reason_error_string(ERR_get_error());
    throw std::runtime_error(std::string("sandbox certificate: ") + what +
                             " failed: " + (reason != nullptr ? reason : "OpenSSL gives no reason"));
  }
}

std::string content_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

Bio read_only(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  require(extension != nullptr, "making an extension");
  require(X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

std::string alternative_names(const CertificateSpec& spec) {
  std::string names;
  for (const std::string& name : spec.dns_names) {
    names += (names.empty() ? "DNS:" : ",DNS:") + name;
  }
  for (const std::string& address : spec.ip_addresses) {
    names += (names.empty() ? "IP:" : ",IP:") + address;
  }
  return names;
}

void set_random_serial(X509* certificate) {
  // 159 bits keep the number positive and within the 20 octets of RFC 5280, 4.1.2.2.
  const Serial serial(BN_new());
  require(serial && BN_rand(serial.get(), 159, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "drawing a serial");
  require(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr,
          "setting the serial");
}

Certificate start_certificate(const CertificateSpec& spec, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  require(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "starting a certificate");
  set_random_serial(certificate.get());
  const auto seconds = [](auto moment) {
    return std::chrono::system_clock::to_time_t(moment);
  };
  require(ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds(spec.valid_from)) != nullptr &&
              ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds(spec.valid_until)) != nullptr,
          "setting the validity");
  std::string name = spec.common_name;
  require(X509_NAME_add_entry_by_NID(
              X509_get_subject_name(certificate.get()),
              NID_commonName,
              MBSTRING_UTF8,
              reinterpret_cast<unsigned char*>(name.data()), // NOLINT(*-reinterpret-cast): C API
              static_cast<int>(name.size()),
              -1,
              0) == 1,
          "setting the subject");
  require(X509_set_pubkey(certificate.get(), key) == 1, "setting the public key");
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1, "setting the issuer");
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  require(X509_sign(certificate, key, EVP_sha256()) > 0, "signing");
}

Identity to_pem(X509* certificate, EVP_PKEY* key) {
  const Bio certificate_out(BIO_new(BIO_s_mem()));
  const Bio key_out(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(certificate_out.get(), certificate) == 1, "writing the certificate");
  require(PEM_write_bio_PrivateKey(key_out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "writing the key");
  return {content_of(certificate_out.get()), content_of(key_out.get())};
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"));
  require(key != nullptr, "making a P-256 key");
  return key;
}

} // namespace

Identity make_authority(const CertificateSpec& spec) {
  const Key key = make_key();
  const Certificate certificate = start_certificate(spec, key.get());
  add_extension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  sign(certificate.get(), certificate.get(), key.get());
  return to_pem(certificate.get(), key.get());
}

Identity make_server_certificate(const CertificateSpec& spec, const Identity& issuer) {
  const Bio certificate_in = read_only(issuer.certificate_pem);
  const Bio key_in = read_only(issuer.private_key_pem);
  const Certificate authority(PEM_read_bio_X509(certificate_in.get(), nullptr, nullptr, nullptr));
  const Key authority_key(PEM_read_bio_PrivateKey(key_in.get(), nullptr, nullptr, nullptr));
  require(authority && authority_key, "reading the issuer");

  const Key key = make_key();
  const Certificate certificate = start_certificate(spec, key.get());
  add_extension(certificate.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), authority.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), authority.get(), NID_ext_key_usage, "serverAuth");
  if (const std::string names = alternative_names(spec); !names.empty()) {
    add_extension(certificate.get(), authority.get(), NID_subject_alt_name, names);
  }
  sign(certificate.get(), authority.get(), authority_key.get());
  return to_pem(certificate.get(), key.get());
}

CertificateSpec loopback_names() {
  CertificateSpec spec;
  spec.common_name = "localhost";
  spec.dns_names = {"localhost"};
  spec.ip_addresses = {"127.0.0.1", "::1"};
  return spec;
}

} // namespace callout::sandbox
