// Pinned keys, and no verification at all.
#include <algorithm>
#include <vector>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;

Reaction answer_ok(const std::string& /*request*/, int /*number*/) {
  return {ok_answer("{}")};
}

Reaction answer_and_close(const std::string& /*request*/, int /*number*/) {
  return {ok_answer("{}", "Connection: close\r\n"), Then::close};
}

// By other functions than the client's.
std::string pin_of(const std::string& certificate_pem) {
  BIO* const in = BIO_new_mem_buf(certificate_pem.data(), -1);
  X509* const certificate = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
  EVP_PKEY* const key = X509_get_pubkey(certificate);
  unsigned char* encoded = nullptr;
  const int size = i2d_PUBKEY(key, &encoded);
  std::vector<unsigned char> hash(SHA256_DIGEST_LENGTH);
  EVP_Q_digest(nullptr, "SHA256", nullptr, encoded, static_cast<std::size_t>(size), hash.data(), nullptr);
  OPENSSL_free(encoded);
  EVP_PKEY_free(key);
  X509_free(certificate);
  BIO_free(in);
  std::vector<unsigned char> text(64);
  const int length = EVP_EncodeBlock(text.data(), hash.data(), static_cast<int>(hash.size()));
  return {text.begin(), text.begin() + length};
}

std::string authority_pem() {
  std::string pem;
  BIO* const file = BIO_new_file(trusted_authority().ca_file().c_str(), "r");
  X509* const certificate = PEM_read_bio_X509(file, nullptr, nullptr, nullptr);
  BIO* const out = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(out, certificate);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out, &text); // NOLINT(*-cstyle-cast): OpenSSL's macro
  pem.assign(text, static_cast<std::size_t>(size));
  BIO_free(out);
  X509_free(certificate);
  BIO_free(file);
  return pem;
}

std::string strange_pin() {
  return pin_of(trusted_authority().issue(sandbox::loopback_names()).certificate_pem);
}

auto resumed(const TlsServer& server) {
  const auto handshakes = server.handshakes();
  return std::count_if(
      handshakes.begin(), handshakes.end(), [](const Handshake& handshake) { return handshake.resumed; });
}

rest::ClientOptions pinned(std::vector<std::string> pins) {
  rest::ClientOptions options = trusting_options();
  options.pin_sha256 = std::move(pins);
  return options;
}

} // namespace

TEST_CASE("pin: the key of the server, or of any certificate above it, will do") {
  const TlsServer server(&answer_ok);
  const std::string own = pin_of(loopback_identity().certificate_pem);
  const std::string authority = pin_of(authority_pem());
  for (const auto& pins : {std::vector{own}, {authority}, {strange_pin(), own}}) {
    CHECK(rest::HttpClient(pinned(pins)).send(origin_of(server), post(), patience()).has_value());
  }
  CHECK(server.requests().size() == 3);
}

TEST_CASE("pin: another key is refused before anything is sent, with host and hash") {
  for (const Speaks speaks : {Speaks::tls, Speaks::tls_1_2}) {
    const TlsServer server(&answer_ok, {.speaks = speaks});
    rest::HttpClient client(pinned({strange_pin()}));
    for (int attempt = 0; attempt < 3; ++attempt) { // nor is a session left that the next one could resume
      const auto response = client.send(origin_of(server), post(), patience());
      REQUIRE(response.has_error());
      const sdk::Problem& problem = response.error();
      CAPTURE(problem.detail());
      CHECK(problem.status == CALLOUT_E_UNAVAILABLE);
      CHECK(problem.members.at("title") == "TLS key not pinned");
      CHECK_FALSE(problem.members.at("retryable").as_bool());
      CHECK(problem.detail().find("127.0.0.1") != std::string_view::npos);
      CHECK(problem.detail().find(pin_of(loopback_identity().certificate_pem)) != std::string_view::npos);
    }
    CHECK(server.requests().empty());
    CHECK(resumed(server) == 0);
  }
}

TEST_CASE("pin: a pinned key does not make an untrusted certificate good") {
  const sandbox::Identity strange = TestAuthority().issue(sandbox::loopback_names());
  const TlsServer server(&answer_ok, {.identity = &strange});
  const auto response =
      rest::HttpClient(pinned({pin_of(strange.certificate_pem)})).send(origin_of(server), post(), patience());
  REQUIRE(response.has_error());
  CHECK(response.error().members.at("title") == "TLS certificate not trusted");
}

TEST_CASE("pin: a resumed session is one whose keys were looked at") {
  for (const Speaks speaks : {Speaks::tls, Speaks::tls_1_2}) {
    const TlsServer server(&answer_and_close, {.speaks = speaks});
    rest::HttpClient client(pinned({pin_of(loopback_identity().certificate_pem)}));
    for (int i = 0; i < 3; ++i) {
      REQUIRE(client.send(origin_of(server), post(), patience()).has_value());
    }
    CHECK(server.connections() == 3);
    CHECK(resumed(server) >= 1); // to TLS 1.2 a resumed session brings no new one
    // A client with other pins has other sessions.
    CHECK(rest::HttpClient(pinned({strange_pin()})).send(origin_of(server), post(), patience()).has_error());
  }
}

TEST_CASE("insecure_skip_verify: takes any certificate, unless pins say which") {
  sandbox::CertificateSpec wrong;
  wrong.common_name = "example.com";
  wrong.dns_names = {"example.com"};
  wrong.valid_until = std::chrono::system_clock::now() - std::chrono::minutes(1);
  const sandbox::Identity strange = TestAuthority().issue(wrong);
  const TlsServer server(&answer_and_close, {.identity = &strange});
  rest::ClientOptions options = trusting_options();
  options.insecure_skip_verify = true;
  rest::HttpClient client(options);
  CHECK(client.send(origin_of(server), post(), patience()).has_value());
  CHECK(client.send(origin_of(server), post(), patience()).has_value()); // resumed, too
  CHECK(resumed(server) == 1);

  options.pin_sha256 = {pin_of(strange.certificate_pem)};
  CHECK(rest::HttpClient(options).send(origin_of(server), post(), patience()).has_value());
  options.pin_sha256 = {strange_pin()};
  const auto refused = rest::HttpClient(options).send(origin_of(server), post(), patience());
  REQUIRE(refused.has_error());
  CHECK(refused.error().members.at("title") == "TLS key not pinned");
  CHECK(server.requests().size() == 3);
}

TEST_CASE("insecure_skip_verify: unverified, only the server's own key counts for a pin") {
  // Whoever knows an authority's certificate can show it; the server's own key it has to hold.
  const sandbox::Identity strange = TestAuthority().issue(sandbox::loopback_names());
  sandbox::Identity with_stolen_authority = strange;
  with_stolen_authority.certificate_pem += authority_pem();
  const TlsServer server(&answer_ok, {.identity = &with_stolen_authority});
  rest::ClientOptions options = pinned({pin_of(authority_pem())});
  options.insecure_skip_verify = true;
  CHECK(rest::HttpClient(options).send(origin_of(server), post(), patience()).has_error());
  CHECK(server.requests().empty());
}
