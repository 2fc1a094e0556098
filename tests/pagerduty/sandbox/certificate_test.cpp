#include <chrono>
#include <memory>

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "sandbox/certificate.hpp"
#include "sandbox/server.hpp"
#include "sandbox_client.hpp"

using namespace std::chrono_literals;
using callout::sandbox::CertificateSpec;
using callout::sandbox::Identity;
using callout::sandbox::loopback_names;
using callout::sandbox::make_authority;
using callout::sandbox::make_server_certificate;
using callout::sandbox::Request;
using callout::sandbox::Response;
using callout::sandbox::Server;
using callout::sandbox_test::Client;

namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate read(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> in(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all);
  return {PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), &X509_free};
}

CertificateSpec authority_spec() {
  CertificateSpec spec;
  spec.common_name = "Test CA";
  return spec;
}

} // namespace

TEST_CASE("make_authority: a certificate authority on P-256 that signs itself") {
  const Certificate certificate = read(make_authority(authority_spec()).certificate_pem);
  REQUIRE(certificate != nullptr);
  CHECK(X509_get_version(certificate.get()) == X509_VERSION_3);
  CHECK(X509_check_ca(certificate.get()) == 1);
  CHECK(EVP_PKEY_get_bits(X509_get0_pubkey(certificate.get())) == 256);
  CHECK(X509_verify(certificate.get(), X509_get0_pubkey(certificate.get())) == 1);
}

TEST_CASE("make_server_certificate: signed by its issuer, good for its names and no others") {
  const Identity authority = make_authority(authority_spec());
  const Identity other = make_authority(authority_spec());
  const Identity leaf = make_server_certificate(loopback_names(), authority);
  const Certificate certificate = read(leaf.certificate_pem);
  const Certificate issuer = read(authority.certificate_pem);
  const Certificate stranger = read(other.certificate_pem);
  REQUIRE(certificate != nullptr);
  CHECK(X509_verify(certificate.get(), X509_get0_pubkey(issuer.get())) == 1);
  CHECK(X509_verify(certificate.get(), X509_get0_pubkey(stranger.get())) != 1);
  CHECK(X509_check_ca(certificate.get()) == 0);
  CHECK(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0) == 1);
  CHECK(X509_check_ip_asc(certificate.get(), "::1", 0) == 1);
  CHECK(X509_check_host(certificate.get(), "localhost", 0, 0, nullptr) == 1);
  CHECK(X509_check_host(certificate.get(), "example.com", 0, 0, nullptr) == 0);
  CHECK(leaf.private_key_pem.find("PRIVATE KEY") != std::string::npos);
}

TEST_CASE("make_server_certificate: an issuer that is no certificate is an error") {
  CHECK_THROWS_WITH_AS(make_server_certificate(loopback_names(), {"nonsense", "nonsense"}),
                       doctest::Contains("reading the issuer"),
                       std::runtime_error);
  CertificateSpec bad = loopback_names();
  bad.ip_addresses = {"not an address"};
  CHECK_THROWS_AS(make_server_certificate(bad, make_authority(authority_spec())), std::runtime_error);
}

TEST_CASE("a server's certificate: what a verifying client takes and refuses") {
  struct Row {
    std::string_view name;
    CertificateSpec leaf;
    std::string host;
    bool right_authority = true;
    std::string_view broken; ///< is contained in the error; empty: the request is answered
  };

  const auto now = std::chrono::system_clock::now();
  CertificateSpec wrong_host;
  wrong_host.common_name = "example.com";
  wrong_host.dns_names = {"example.com"};
  CertificateSpec expired = loopback_names();
  expired.valid_from = now - 48h;
  expired.valid_until = now - 1h;
  CertificateSpec future = loopback_names();
  future.valid_from = now + 24h;
  const Row rows[] = {
      {"address", loopback_names(), "127.0.0.1", true, ""},
      {"name", loopback_names(), "localhost", true, ""},
      {"wrong host", wrong_host, "127.0.0.1", true, "certificate verify failed"},
      {"expired", expired, "127.0.0.1", true, "certificate verify failed"},
      {"not yet valid", future, "127.0.0.1", true, "certificate verify failed"},
      {"another authority", loopback_names(), "127.0.0.1", false, "certificate verify failed"},
  };
  const Identity authority = make_authority(authority_spec());
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Server server({}, make_server_certificate(row.leaf, authority));
    server.start([](const Request& /*request*/) { return Response{}; });
    const Identity trusted = row.right_authority ? authority : make_authority(authority_spec());
    Client client(server.port(), trusted.certificate_pem, row.host);
    const auto answer = client.send("GET", "/");
    CHECK(answer.status == (row.broken.empty() ? 200 : 0));
    CHECK(answer.broken.find(row.broken) != std::string::npos);
  }
}
