// The client's own certificate: what is shown, what is refused, and how that is told.
#include <filesystem>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;

Reaction answer_ok(const std::string& /*request*/, int /*number*/) {
  return {ok_answer("{}")};
}

sandbox::Identity client_identity(const TestAuthority& authority = trusted_authority()) {
  sandbox::CertificateSpec spec;
  spec.common_name = "a client of the test";
  return authority.issue(spec);
}

std::string encrypted(const std::string& key_pem, std::string passphrase) {
  BIO* const in = BIO_new_mem_buf(key_pem.data(), -1);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO* const out = BIO_new(BIO_s_mem());
  PEM_write_bio_PKCS8PrivateKey(
      out, key, EVP_aes_128_cbc(), passphrase.data(), static_cast<int>(passphrase.size()), nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out, &text); // NOLINT(*-cstyle-cast): OpenSSL's macro
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(out);
  EVP_PKEY_free(key);
  BIO_free(in);
  return pem;
}

TlsServerOptions demanding(Speaks speaks = Speaks::tls) {
  return {.identity = nullptr, .speaks = speaks, .port = 0, .client_ca_file = trusted_authority().ca_file()};
}

rest::ClientOptions options_with(const std::string& certificate, const std::string& key) {
  rest::ClientOptions options = trusting_options();
  options.client_certificate = certificate;
  options.client_key = key;
  return options;
}

} // namespace

TEST_CASE("client identity: a certificate opens a server that demands one, by either version of TLS") {
  const sandbox::Identity identity = client_identity();
  const TemporaryFile certificate(identity.certificate_pem);
  const TemporaryFile key(identity.private_key_pem);
  const TemporaryFile both(identity.certificate_pem + identity.private_key_pem);
  const TemporaryFile locked(encrypted(identity.private_key_pem, "open sesame"));
  for (const Speaks speaks : {Speaks::tls, Speaks::tls_1_2}) {
    const TlsServer server(&answer_ok, demanding(speaks));
    CHECK(rest::HttpClient(options_with(certificate.path(), key.path()))
              .send(origin_of(server), post(), patience())
              .has_value());
    CHECK(rest::HttpClient(options_with(both.path(), {}))
              .send(origin_of(server), post(), patience())
              .has_value());
    rest::ClientOptions with_passphrase = options_with(certificate.path(), locked.path());
    with_passphrase.client_key_passphrase = "open sesame";
    CHECK(rest::HttpClient(with_passphrase).send(origin_of(server), post(), patience()).has_value());
    CHECK(server.requests().size() == 3);
  }
}

TEST_CASE(
    "client identity: without one, or with a wrong one, nothing takes effect and the problem says why") {
  const sandbox::Identity strange = client_identity(TestAuthority());
  const TemporaryFile wrong(strange.certificate_pem + strange.private_key_pem);
  for (const Speaks speaks : {Speaks::tls, Speaks::tls_1_2}) {
    for (const std::string& file : {std::string(), wrong.path()}) {
      CAPTURE(file);
      CAPTURE(static_cast<int>(speaks));
      const TlsServer server(&answer_ok, demanding(speaks));
      rest::HttpClient client(options_with(file, {}));
      const auto response = client.send(origin_of(server), post(), patience());
      REQUIRE(response.has_error());
      const sdk::Problem& problem = response.error();
      CAPTURE(boost::json::serialize(problem.members));
      CHECK(problem.status == CALLOUT_E_UNAVAILABLE);
      // To TLS 1.2 a missing certificate is a failed handshake like any other (RFC 5246, 7.4.6).
      if (speaks == Speaks::tls || !file.empty()) {
        CHECK(problem.members.at("title") == "TLS client certificate refused");
        CHECK_FALSE(problem.members.at("retryable").as_bool());
        CHECK(problem.members.at("hint").as_string().find("client_certificate") != boost::json::string::npos);
      }
      CHECK_FALSE(problem.members.contains("outcome"));
      CHECK(problem.detail().find("127.0.0.1") != std::string_view::npos);
      CHECK(server.requests().empty());
    }
  }
}

TEST_CASE("client identity: an unusable file is refused by name before anything is sent") {
  const TlsServer server(&answer_ok, demanding());
  const sandbox::Identity identity = client_identity();
  const TemporaryFile certificate(identity.certificate_pem);
  const TemporaryFile key(identity.private_key_pem);
  const TemporaryFile other_key(client_identity().private_key_pem);
  const TemporaryFile no_pem("this is neither");
  const TemporaryFile empty("");
  const TemporaryFile locked(encrypted(identity.private_key_pem, "open sesame"));
  const TemporaryFile readable(identity.private_key_pem);
  std::filesystem::permissions(readable.path(), std::filesystem::perms(0640));

  struct Row {
    std::string_view name;
    std::string certificate;
    std::string key;
    std::string passphrase;
    std::string_view says;
    bool certificate_is_named = false;
  };

  const std::string folder = std::filesystem::temp_directory_path();
  const Row rows[] = {
      {"no certificate", "/nonexistent/c.pem", key.path(), "", "there is no such file", true},
      {"a folder as certificate", folder, key.path(), "", "cannot be used", true},
      {"no PEM as certificate", no_pem.path(), key.path(), "", "no start line", true},
      {"a key as certificate", key.path(), key.path(), "", "no start line", true},
      {"no key", certificate.path(), "/nonexistent/k.pem", "", "there is no such file"},
      {"a folder as key", certificate.path(), folder, "", "it is no file"},
      {"no PEM as key", certificate.path(), no_pem.path(), "", "it holds no private key in PEM"},
      {"an empty key", certificate.path(), empty.path(), "", "it holds no private key in PEM"},
      {"no key beside the certificate",
       certificate.path(),
       certificate.path(),
       "",
       "it holds no private key"},
      {"the key of another", certificate.path(), other_key.path(), "", "not the key of the certificate"},
      {"an encrypted key", certificate.path(), locked.path(), "", "it is encrypted"},
      {"a wrong passphrase", certificate.path(), locked.path(), "hunter2", "the passphrase is wrong"},
      {"a key that others can read", certificate.path(), readable.path(), "", "others can read it"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    rest::ClientOptions options = options_with(row.certificate, row.key);
    options.client_key_passphrase = row.passphrase;
    const auto response = rest::HttpClient(options).send(origin_of(server), post(), patience());
    REQUIRE(response.has_error());
    const sdk::Problem& problem = response.error();
    CAPTURE(boost::json::serialize(problem.members));
    CHECK(problem.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(problem.detail().starts_with(row.certificate_is_named ? "client_certificate " + row.certificate
                                                                : "client_key " + row.key));
    CHECK(problem.detail().find(row.says) != std::string_view::npos);
    CHECK(boost::json::serialize(problem.members).find("hunter2") == std::string::npos);
  }
  CHECK(server.connections() == 0);
}
