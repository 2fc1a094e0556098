// Whom the client trusts, and how it says that it does not.
#include <cstdlib>

#include <doctest/doctest.h>

#include "client_fixture.hpp"

namespace {

using namespace callout;
using namespace callout::test;

Reaction answer_ok(const std::string& /*request*/, int /*number*/) {
  return {ok_answer("{}")};
}

sandbox::CertificateSpec names_of_another_host() {
  sandbox::CertificateSpec spec;
  spec.common_name = "127.0.0.1"; // a common name counts for nothing (RFC 9110, 4.3.4)
  spec.dns_names = {"api.example.com"};
  return spec;
}

sandbox::CertificateSpec expired() {
  sandbox::CertificateSpec spec = sandbox::loopback_names();
  spec.valid_from = std::chrono::system_clock::now() - std::chrono::hours(48);
  spec.valid_until = std::chrono::system_clock::now() - std::chrono::hours(24);
  return spec;
}

} // namespace

TEST_CASE("client: refuses a certificate that is not to be trusted, and names the reason") {
  const sandbox::Identity other_host = trusted_authority().issue(names_of_another_host());
  const sandbox::Identity past = trusted_authority().issue(expired());
  const sandbox::Identity strange = TestAuthority().issue(sandbox::loopback_names());

  struct Row {
    std::string_view name;
    const sandbox::Identity* identity;
    std::string_view reason;
  };

  const Row rows[] = {
      {"for another host", &other_host, "IP address mismatch"},
      {"expired", &past, "certificate has expired"},
      {"of another authority", &strange, "unable to get local issuer certificate"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const TlsServer server(&answer_ok, {.identity = row.identity});
    const auto response = rest::HttpClient(trusting_options()).send(origin_of(server), post(), patience());
    REQUIRE(response.has_error());
    const sdk::Problem& problem = response.error();
    CAPTURE(problem.detail());
    CHECK(problem.status == CALLOUT_E_UNAVAILABLE);
    CHECK(problem.members.at("title") == "TLS certificate not trusted");
    CHECK_FALSE(problem.members.at("retryable").as_bool());
    CHECK(problem.detail().find(row.reason) != std::string_view::npos);
    CHECK(problem.detail().find("127.0.0.1") != std::string_view::npos);
    CHECK(problem.members.at("hint").as_string().find("ca_file") != std::string_view::npos);
    CHECK(server.requests().empty());
  }
}

TEST_CASE("client: a host name is verified and sent as server name") {
  const TlsServer server(&answer_ok);
  const rest::Origin by_name{rest::Scheme::https, "localhost", server.port()};
  CHECK(rest::HttpClient(trusting_options()).send(by_name, get(), patience()).has_value());
}

TEST_CASE("client: the system's trust does not hold for the test authority") {
  const TlsServer server(&answer_ok);
  const auto response = rest::HttpClient({}).send(origin_of(server), get(), patience());
  REQUIRE(response.has_error());
  CHECK(response.error().members.at("title") == "TLS certificate not trusted");
}

TEST_CASE("client: SSL_CERT_FILE names the trust when no ca_file is given") {
  const TlsServer server(&answer_ok);
  // NOLINTBEGIN(concurrency-mt-unsafe): nobody else reads the environment now
  const char* const before = std::getenv("SSL_CERT_FILE");
  const std::string saved = before != nullptr ? before : "";
  setenv("SSL_CERT_FILE", trusted_authority().ca_file().c_str(), 1);
  CHECK(rest::HttpClient({}).send(origin_of(server), get(), patience()).has_value());
  before != nullptr ? setenv("SSL_CERT_FILE", saved.c_str(), 1) : unsetenv("SSL_CERT_FILE");
  // NOLINTEND(concurrency-mt-unsafe)
}

TEST_CASE("client: an unusable ca_file is refused by name before anything is sent") {
  const TlsServer server(&answer_ok);
  const TemporaryFile no_pem("this is no certificate");

  struct Row {
    std::string path;
    std::string_view says;
  };

  const Row rows[] = {{"/nonexistent/ca.pem", "there is no such file"}, {no_pem.path(), "cannot be used"}};
  for (const Row& row : rows) {
    rest::ClientOptions options;
    options.ca_file = row.path;
    const auto response = rest::HttpClient(options).send(origin_of(server), get(), patience());
    REQUIRE(response.has_error());
    CHECK(response.error().status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(response.error().detail().find(row.path) != std::string_view::npos);
    CHECK(response.error().detail().find(row.says) != std::string_view::npos);
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("client: TLS below 1.2 is refused in the handshake") {
  const TlsServer server(&answer_ok, {.speaks = Speaks::tls_1_1});
  const auto response = rest::HttpClient(trusting_options()).send(origin_of(server), post(), patience());
  REQUIRE(response.has_error());
  CAPTURE(response.error().detail());
  CHECK(response.error().status == CALLOUT_E_UNAVAILABLE);
  CHECK(response.error().detail().find("the TLS handshake with 127.0.0.1") != std::string_view::npos);
  CHECK(server.requests().empty());
}
