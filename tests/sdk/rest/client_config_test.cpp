// What a connection's config says about the way to its servers.
#include <cstdlib>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/client_config.hpp>
#include <doctest/doctest.h>

#include "test_authority.hpp"

namespace {

using namespace callout;
namespace json = boost::json;

constexpr std::string_view pin = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

rest::ClientOptions read(const json::object& config) {
  const rest::ConfigReader reader("shop", config, rest::with_client_members({}));
  return rest::read_client_options(reader);
}

rest::ClientOptions read(std::string_view text) {
  const json::value config = json::parse({text.data(), text.size()});
  return read(config.as_object());
}

sdk::Problem refusal_of(std::string_view text) {
  try {
    read(text);
  } catch (const sdk::ProblemException& refusal) {
    return refusal.problem();
  }
  return {CALLOUT_OK, {}};
}

const rest::Origin origin{rest::Scheme::https, "api.example.com", 443};

} // namespace

TEST_CASE("client config: every member is taken") {
  setenv("CALLOUT_TEST_PASSPHRASE", "open sesame", 1); // NOLINT(concurrency-mt-unsafe): one thread
  const test::TemporaryFile secret("pass\r\n");
  const rest::ClientOptions options =
      read(R"({"ca_file":"ca.pem","client_certificate":"c.pem",
    "client_key":"k.pem","client_key_passphrase":{"env":"CALLOUT_TEST_PASSPHRASE"},"insecure_skip_verify":true,
    "pin_sha256":[")" +
           std::string(pin) + R"("],"proxy":{"url":"http://proxy.example:3128",
    "username":"user","password":{"file":")" +
           secret.path() + R"("}},"timeouts":{"connect_ms":1,"head_ms":2,"body_ms":3600000,"total_ms":4}})");
  CHECK(options.ca_file == "ca.pem");
  CHECK(options.client_certificate == "c.pem");
  CHECK(options.client_key == "k.pem");
  CHECK(options.client_key_passphrase == "open sesame");
  CHECK(options.insecure_skip_verify);
  CHECK(options.pin_sha256 == std::vector{std::string(pin)});
  CHECK(options.connect_timeout == std::chrono::milliseconds(1));
  CHECK(options.head_timeout == std::chrono::milliseconds(2));
  CHECK(options.body_timeout == std::chrono::hours(1));
  CHECK(options.total_timeout == std::chrono::milliseconds(4));
  REQUIRE(options.proxy.find(origin) != nullptr);
  CHECK(rest::to_string(*options.proxy.find(origin)) == "proxy.example:3128");
  CHECK(options.proxy.find(origin)->authorization == "Basic dXNlcjpwYXNz");
}

TEST_CASE("client config: nothing is switched off or shortened unless it says so") {
  const rest::ClientOptions options = read("{}");
  const rest::ClientOptions defaults;
  CHECK_FALSE(options.insecure_skip_verify);
  CHECK(options.connect_timeout == defaults.connect_timeout);
  CHECK(options.head_timeout == defaults.head_timeout);
  CHECK(options.body_timeout == defaults.body_timeout);
  CHECK(options.total_timeout == defaults.total_timeout);
  CHECK(options.pin_sha256.empty());
}

TEST_CASE("client config: the ways to give a proxy, or none") {
  struct Row {
    std::string_view proxy;
    std::string_view address;
  };

  const Row rows[] = {
      {R"("")", ""},
      {R"("none")", ""},
      {R"("http://proxy.example:3128")", "proxy.example:3128"},
      {R"({"url":"http://proxy.example:3128"})", "proxy.example:3128"},
      {R"({"url":"http://proxy.example:3128","username":"user"})", "proxy.example:3128"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.proxy);
    const rest::ClientOptions options = read(R"({"proxy":)" + std::string(row.proxy) + "}");
    const rest::Proxy* const proxy = options.proxy.find(origin);
    CHECK((proxy != nullptr ? rest::to_string(*proxy) : "") == row.address);
  }
}

TEST_CASE("client config: what is refused, with the member's pointer and no secret") {
  struct Row {
    std::string_view config;
    std::string_view pointer;
    std::string_view detail;
  };

  const Row rows[] = {
      {R"({"proxi":"none"})", "/proxi", "did you mean `proxy`?"},
      {R"({"proxy":true})", "/proxy", "`proxy` is neither a URL nor an object"},
      {R"({"proxy":"proxy.example:3128"})", "/proxy", "proxy is not the URL of a proxy"},
      {R"({"proxy":"http://user:hunter2@proxy.example"})", "/proxy", "proxy holds a user name or password"},
      {R"({"proxy":"socks5://proxy.example"})", "/proxy", "proxy has a scheme other than http"},
      {R"({"proxy":{"username":"user"}})", "/proxy/url", "`proxy.url` is missing"},
      {R"({"proxy":{"url":"http://user:hunter2@p"}})",
       "/proxy/url",
       "proxy.url holds a user name or password"},
      {R"({"proxy":{"url":"http://p","user":"x"}})", "/proxy/user", "`proxy` has an unknown member `user`"},
      {R"({"proxy":{"url":"http://p","password":"hunter2"}})",
       "/proxy/username",
       "`proxy.username` is missing"},
      {R"({"proxy":{"url":"http://p","username":"u:v","password":{"env":"CALLOUT_TEST_PASSPHRASE"}}})",
       "/proxy/username",
       "Basic"},
      {R"({"proxy":{"url":"http://p","username":"u","password":"hunter2"}})",
       "/proxy/password",
       "`password` is a secret, which a config does not hold"},
      {R"({"proxy":{"url":"http://p","username":"u","password":{"env":"CALLOUT_TEST_UNSET"}}})",
       "/proxy/password",
       "comes from the environment variable CALLOUT_TEST_UNSET, which is not set"},
      {R"({"proxy":{"url":"http://p","username":"u","password":{"file":"/nonexistent/secret"}}})",
       "/proxy/password",
       "comes from the file /nonexistent/secret, which cannot be read: No such file"},
      {R"({"proxy":{"url":"http://p","username":"u","password":{"file":"/etc/passwd"}}})",
       "/proxy/password",
       "which others can read"},
      {R"({"proxy":{"url":"http://p","username":"u","password":{"file":"/tmp"}}})",
       "/proxy/password",
       "is no regular file"},
      {R"({"proxy":{"url":"http://p","username":"u","password":{"env":"A","file":"B"}}})",
       "/proxy/password",
       "is a secret"},
      {R"({"client_key":"k.pem"})", "/client_certificate", "which `client_key` belongs to"},
      {R"({"client_key_passphrase":"hunter2"})", "/client_key_passphrase", "is a secret"},
      {R"({"client_key_passphrase":{"env":"PATH"}})", "/client_certificate", "which `client_key_passphrase`"},
      {R"({"client_certificate":7})", "/client_certificate", "is not a string"},
      {R"({"insecure_skip_verify":"yes"})", "/insecure_skip_verify", "is not true or false"},
      {R"({"insecure_skip_verify":1})", "/insecure_skip_verify", "is not true or false"},
      {R"({"pin_sha256":[]})", "/pin_sha256", "is not a list of texts"},
      {R"({"pin_sha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="})", "/pin_sha256", "is not a list"},
      {R"({"pin_sha256":["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"]})", "/pin_sha256", "no SHA-256"},
      {R"({"pin_sha256":["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV="]})", "/pin_sha256", "no SHA-256"},
      {R"({"pin_sha256":["47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU="]})", "/pin_sha256", "no SHA-256"},
      {R"({"timeouts":5})", "/timeouts", "`timeouts` is not an object"},
      {R"({"timeouts":{"connect":5}})", "/timeouts/connect", "`timeouts` has an unknown member `connect`"},
      {R"({"timeouts":{"connect_ms":0}})", "/timeouts/connect_ms", "`timeouts.connect_ms` is not a whole"},
      {R"({"timeouts":{"head_ms":-1}})", "/timeouts/head_ms", "is not a whole number from 1 to 3600000"},
      {R"({"timeouts":{"body_ms":3600001}})", "/timeouts/body_ms", "is not a whole number"},
      {R"({"timeouts":{"total_ms":0}})", "/timeouts/total_ms", "is not a whole number"},
      {R"({"timeouts":{"body_ms":1.5}})", "/timeouts/body_ms", "is not a whole number"},
      {R"({"timeouts":{"body_ms":"10"}})", "/timeouts/body_ms", "is not a whole number"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.config);
    const sdk::Problem problem = refusal_of(row.config);
    REQUIRE(problem.status == CALLOUT_E_INVALID_ARGUMENT);
    CAPTURE(problem.detail());
    CHECK(problem.members.at("pointer").as_string() == row.pointer);
    CHECK(problem.detail().starts_with("shop: config: "));
    CHECK(problem.detail().find(row.detail) != std::string_view::npos);
    CHECK(json::serialize(problem.members).find("hunter2") == std::string::npos);
  }
}

TEST_CASE("client config: the schema has every member, behind the connector's own") {
  const std::string text = rest::with_client_properties(R"({"properties":{"base_url":{"type":"string"}}})");
  const json::value schema = json::parse(text);
  const json::object& properties = schema.at("properties").as_object();
  CHECK(properties.begin()->key() == "base_url");
  for (const std::string_view member : rest::with_client_members({})) {
    CAPTURE(member);
    CHECK(properties.contains(member));
  }
  CHECK(properties.size() == 1 + rest::with_client_members({}).size());
}
