// The way to a server, as a user of the program configures it: proxies, certificates, pins.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <loopback_proxy.hpp>
#include <tls_server.hpp>

#include "scene.hpp"

namespace {

using namespace callout::testing;
using callout::test::LoopbackProxy;
using callout::test::Reaction;
using callout::test::Then;
using callout::test::TlsServer;
using callout::test::TlsServerOptions;
using callout::test::trusted_authority;

using Environment = std::map<std::string, std::optional<std::string>>;

constexpr std::string_view strange_pin = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

Reaction answer_ok(const std::string& /*request*/, int /*number*/) {
  return {callout::test::ok_answer(R"({"reached":true})")};
}

// Good for a name that no name service knows (RFC 6761, 6.2): only a proxy of the test leads there.
const callout::sandbox::Identity& named_identity() {
  static const callout::sandbox::Identity identity = [] {
    callout::sandbox::CertificateSpec spec;
    spec.common_name = "api.callout.test";
    spec.dns_names = {"api.callout.test"};
    return trusted_authority().issue(spec);
  }();
  return identity;
}

/// A connection of plugin http to a host at the server's port, with further members of its config.
class Shop {
public:
  Shop(const TlsServer& server, const std::string& host, const std::string& members)
      : file_(workspace_.write("callout.yaml",
                               "connections:\n  shop:\n    plugin: http\n    config:\n"
                               "      base_url: https://" +
                                   host + ":" + std::to_string(server.port()) + "\n" +
                                   "      ca_file: " + trusted_authority().ca_file() + "\n" + members)) {}

  [[nodiscard]] ProcessResult call(Environment environment = {}) const {
    for (const char* const name :
         {"HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "CALLOUT_PLUGIN_PATH"}) {
      environment.try_emplace(name, std::nullopt);
    }
    std::vector<std::string> arguments{
        "invoke", "shop.request", "path=/", "--config", file_.string(), "--plugin-dir", CALLOUT_PLUGINS};
    return run_process({.program = CALLOUT_PROGRAM,
                        .arguments = std::move(arguments),
                        .environment = std::move(environment),
                        .input = {},
                        .directory = workspace_.path()});
  }

private:
  Workspace workspace_;
  std::filesystem::path file_;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string url_of(const LoopbackProxy& proxy) {
  return "http://user:hunter2@127.0.0.1:" + std::to_string(proxy.port());
}

} // namespace

SCENARIO("HTTPS_PROXY leads to a host that only the proxy can find") {
  const TlsServer server(&answer_ok, {.identity = &named_identity()});
  const LoopbackProxy proxy;
  const Shop shop(server, "api.callout.test", "");
  const ProcessResult result = shop.call({{"HTTPS_PROXY", url_of(proxy)}});
  CAPTURE(result.error);
  CHECK(result.status == 0);
  CHECK(contains(result.output, "reached"));
  REQUIRE(proxy.heads().size() == 1);
  CHECK(contains(proxy.heads().front(), "\r\nProxy-Authorization: Basic dXNlcjpodW50ZXIy\r\n"));
}

SCENARIO("NO_PROXY wins, and this machine is never behind the environment's proxy") {
  const TlsServer server(&answer_ok);
  const LoopbackProxy proxy;
  const Shop local(server, "127.0.0.1", "");
  CHECK(local.call({{"HTTPS_PROXY", url_of(proxy)}}).status == 0);

  const Shop documented(
      server, "192.0.2.1", "      timeouts: { connect_ms: 200 }\n"); // RFC 5737: nobody there
  const ProcessResult result =
      documented.call({{"HTTPS_PROXY", url_of(proxy)}, {"NO_PROXY", "example.com,192.0.2.0/24"}});
  CAPTURE(result.error);
  CHECK(result.status == 1);
  CHECK(contains(result.error, "connecting to 192.0.2.1 port"));
  CHECK(proxy.heads().empty());
}

SCENARIO("a proxy of the config comes first, with a password from the environment, or is none at all") {
  const TlsServer server(&answer_ok);
  const LoopbackProxy proxy;
  const LoopbackProxy other;
  const Shop through(server,
                     "127.0.0.1",
                     "      proxy:\n        url: http://127.0.0.1:" + std::to_string(proxy.port()) +
                         "\n        username: user\n        password: { env: SHOP_PROXY_PASSWORD }\n");
  const ProcessResult result =
      through.call({{"HTTPS_PROXY", url_of(other)}, {"SHOP_PROXY_PASSWORD", "hunter2"}});
  CAPTURE(result.error);
  CHECK(result.status == 0);
  REQUIRE(proxy.heads().size() == 1);
  CHECK(contains(proxy.heads().front(), "Basic dXNlcjpodW50ZXIy"));
  CHECK(other.heads().empty());

  const Shop direct(server, "192.0.2.1", "      timeouts: { connect_ms: 200 }\n      proxy: none\n");
  CHECK(direct.call({{"HTTPS_PROXY", url_of(other)}}).status == 1);
  CHECK(other.heads().empty());
}

SCENARIO("a proxy that refuses is named with its status, without its password") {
  const TlsServer server(&answer_ok, {.identity = &named_identity()});
  const LoopbackProxy proxy([](const std::string& /*head*/) {
    return Reaction{"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", Then::close};
  });
  const Shop shop(server, "api.callout.test", "");
  const ProcessResult result = shop.call({{"HTTPS_PROXY", url_of(proxy)}});
  CAPTURE(result.error);
  CHECK(result.status == 1);
  CHECK(
      contains(result.error, "the proxy 127.0.0.1:" + std::to_string(proxy.port()) + " refused a tunnel to"));
  CHECK(contains(result.error, "407"));
  CHECK_FALSE(contains(result.error, "hunter2"));
  CHECK_FALSE(contains(result.error, "dXNlcjpodW50ZXIy"));
  CHECK(server.connections() == 0);

  const ProcessResult unusable = shop.call({{"HTTPS_PROXY", "socks5://user:hunter2@127.0.0.1:1"}});
  CHECK(unusable.status == 2);
  CHECK(contains(unusable.error, "the environment variable HTTPS_PROXY"));
  CHECK_FALSE(contains(unusable.error, "hunter2"));
}

SCENARIO("a server that demands a certificate gets the connection's") {
  TlsServerOptions demanding;
  demanding.client_ca_file = trusted_authority().ca_file();
  const TlsServer server(&answer_ok, demanding);
  const callout::sandbox::Identity& client = callout::test::loopback_identity();
  const Workspace folder;
  const std::string certificate = folder.write("client.pem", client.certificate_pem).string();
  const std::string key = folder.write("client.key", client.private_key_pem).string();
  const Shop known(
      server, "127.0.0.1", "      client_certificate: " + certificate + "\n      client_key: " + key + "\n");
  const ProcessResult welcome = known.call();
  CAPTURE(welcome.error);
  CHECK(welcome.status == 0);

  const ProcessResult refused = Shop(server, "127.0.0.1", "").call();
  CAPTURE(refused.error);
  CHECK(refused.status == 1);
  CHECK(contains(refused.error, "refused the client certificate"));
  CHECK(server.requests().size() == 1);
}

SCENARIO("a key that is not pinned ends the call") {
  const TlsServer server(&answer_ok);
  const Shop shop(server, "127.0.0.1", "      pin_sha256: [ \"" + std::string(strange_pin) + "\" ]\n");
  const ProcessResult result = shop.call();
  CAPTURE(result.error);
  CHECK(result.status == 1);
  CHECK(contains(result.error, "has a key that is not pinned: sha256 "));
  CHECK(server.requests().empty());
}

SCENARIO("insecure_skip_verify warns on every run") {
  const callout::sandbox::Identity strange =
      callout::test::TestAuthority().issue(callout::sandbox::loopback_names());
  const TlsServer server(&answer_ok, {.identity = &strange});
  CHECK(Shop(server, "127.0.0.1", "").call().status == 1);
  const Shop careless(server, "127.0.0.1", "      insecure_skip_verify: true\n");
  for (int run = 0; run < 2; ++run) {
    const ProcessResult result = careless.call();
    CAPTURE(result.error);
    CHECK(result.status == 0);
    CHECK(contains(result.error, "certificates are not verified"));
  }
}
