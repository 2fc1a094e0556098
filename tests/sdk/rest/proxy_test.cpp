// Which connections go through a proxy.
#include <string>

#include <callout/rest/proxy.hpp>
#include <doctest/doctest.h>

namespace {

using namespace callout;
using rest::ProxyChoice;
using rest::Scheme;

rest::Origin https(std::string host, std::uint16_t port = 443) {
  return {Scheme::https, std::move(host), port};
}

} // namespace

TEST_CASE("proxy: NO_PROXY exempts names, their subdomains, addresses and networks") {
  struct Row {
    std::string_view no_proxy;
    rest::Origin origin;
    bool exempt = false;
  };

  const Row rows[] = {
      {"", https("example.com"), false},
      {",, ,", https("example.com"), false},
      {"*", https("example.com"), true},
      {"example.com", https("example.com"), true},
      {"example.com", https("api.example.com"), true},
      {"example.com", https("notexample.com"), false},
      {"example.com", https("example.com.evil.net"), false},
      {"example.com", https("com"), false},
      {".example.com", https("api.example.com"), true},
      {".example.com", https("example.com"), true},
      {"*.example.com", https("api.example.com"), true},
      {"EXAMPLE.com", https("example.com"), true},
      {".", https("example.com"), false},
      {"*.", https("example.com"), false},
      {"one.net, example.com", https("example.com"), true},
      {"one.net example.com", https("example.com"), true},
      {"one.net,two.net", https("example.com"), false},
      {"example.com:8443", https("example.com", 8443), true},
      {"example.com:8443", https("api.example.com", 8443), true},
      {"example.com:8443", https("example.com"), false},
      {"example.com:port", https("example.com"), false},
      {"192.0.2.7", https("192.0.2.7"), true},
      {"192.0.2.7", https("192.0.2.70"), false},
      {"2.7", https("192.0.2.7"), false},
      {"192.0.2.7:443", https("192.0.2.7"), true},
      {"192.0.2.7:80", https("192.0.2.7"), false},
      {"192.0.2.0/24", https("192.0.2.7"), true},
      {"192.0.2.0/24", https("192.0.3.7"), false},
      {"192.0.2.77/24", https("192.0.2.7"), true},
      {"192.0.2.7/32", https("192.0.2.7"), true},
      {"0.0.0.0/0", https("192.0.2.7"), true},
      {"192.0.2.0/33", https("192.0.2.7"), false},
      {"192.0.2.0/24", https("name192.0.2.7"), false},
      {"2001:db8::1", https("2001:db8::1"), true},
      {"2001:DB8:0::1", https("2001:db8::1"), true},
      {"[2001:db8::1]", https("2001:db8::1"), true},
      {"[2001:db8::1]:8443", https("2001:db8::1", 8443), true},
      {"[2001:db8::1]:8443", https("2001:db8::1"), false},
      {"2001:db8::/32", https("2001:db8:5::1"), true},
      {"2001:db8::/32", https("2001:db9::1"), false},
      {"2001:db8::/32", https("192.0.2.7"), false},
      {"192.0.2.0/24", https("2001:db8::1"), false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.no_proxy);
    CAPTURE(row.origin.host);
    CHECK(rest::ProxyExemptions(row.no_proxy).has(row.origin) == row.exempt);
  }
}

TEST_CASE("proxy: the environment's is for https to other machines") {
  const auto choice =
      ProxyChoice::from({.https_proxy = "http://proxy.example:3128", .no_proxy = "internal.example"});
  REQUIRE(choice.has_value());

  struct Row {
    rest::Origin origin;
    bool proxied = false;
  };

  const Row rows[] = {
      {https("api.example.com"), true},
      {https("192.0.2.7"), true},
      {https("localhost.example.com"), true},
      {https("api.internal.example"), false},
      {https("localhost"), false},
      {https("api.localhost"), false},
      {https("127.0.0.1"), false},
      {https("127.8.9.1"), false},
      {https("::1"), false},
      {{Scheme::http, "127.0.0.1", 80}, false},
      {{Scheme::http, "api.example.com", 80}, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.origin.host);
    const rest::Proxy* const proxy = choice->find(row.origin);
    CHECK((proxy != nullptr) == row.proxied);
    if (proxy != nullptr) {
      CHECK(rest::to_string(*proxy) == "proxy.example:3128");
      CHECK(proxy->authorization.empty());
    }
  }
}

TEST_CASE("proxy: the config's is for every https origin, and without either there is none") {
  const ProxyChoice always = ProxyChoice::always({.host = "192.0.2.1", .port = 3128, .authorization = {}});
  const ProxyChoice never;
  const auto unset = ProxyChoice::from({.https_proxy = "", .no_proxy = "example.com"});
  REQUIRE(unset.has_value());
  CHECK(always.find({Scheme::http, "127.0.0.1", 8080}) == nullptr);
  for (const rest::Origin& origin : {https("api.example.com"), https("127.0.0.1")}) {
    CAPTURE(origin.host);
    REQUIRE(always.find(origin) != nullptr);
    CHECK(rest::to_string(*always.find(origin)) == "192.0.2.1:3128");
    CHECK(never.find(origin) == nullptr);
    CHECK(unset->find(origin) == nullptr);
  }
}

TEST_CASE("proxy: how HTTPS_PROXY is read") {
  struct Row {
    std::string_view value;
    std::string_view address;
    std::string_view authorization = {};
  };

  const Row rows[] = {
      {"http://proxy.example:3128", "proxy.example:3128"},
      {"http://proxy.example:3128/", "proxy.example:3128"},
      {"HTTP://Proxy.Example", "proxy.example:80"},
      {"proxy.example:3128", "proxy.example:3128"},
      {"proxy.example", "proxy.example:80"},
      {"http://192.0.2.1:8080", "192.0.2.1:8080"},
      {"http://[2001:db8::1]:8080", "[2001:db8::1]:8080"},
      {"http://user:pass@proxy.example:3128", "proxy.example:3128", "Basic dXNlcjpwYXNz"},
      {"user:pass@proxy.example:3128", "proxy.example:3128", "Basic dXNlcjpwYXNz"},
      {"http://user@proxy.example", "proxy.example:80", "Basic dXNlcjo="},
      {"http://us%65r:p%40ss%3a@proxy.example", "proxy.example:80", "Basic dXNlcjpwQHNzOg=="},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    const auto choice = ProxyChoice::from({.https_proxy = std::string(row.value), .no_proxy = {}});
    REQUIRE(choice.has_value());
    const rest::Proxy* const proxy = choice->find(https("api.example.com"));
    REQUIRE(proxy != nullptr);
    CHECK(rest::to_string(*proxy) == row.address);
    CHECK(proxy->authorization == row.authorization);
  }
}

TEST_CASE("proxy: an unusable URL is refused by its name, without what it says") {
  struct Row {
    std::string_view value;
    std::string_view says;
  };

  const Row rows[] = {
      {"https://user:hunter2@proxy.example:3128", "a scheme other than http"},
      {"socks5://user:hunter2@proxy.example:1080", "a scheme other than http"},
      {"http://user:hunter2@", "names no host"},
      {"http://user:hunter2@proxy.example:0", "port"},
      {"http://user:hunter2@proxy.example:99999", "port"},
      {"http://user:hunter2@proxy.example/path", "behind its host and port"},
      {"http://user:hunter2@proxy.example?query", "behind its host and port"},
      {"http://user:hunter2@pro xy.example", "is not the URL of a proxy"},
      {"http://:hunter2@proxy.example", "Basic authentication cannot carry"},
      {"http://us%3aer:hunter2@proxy.example", "Basic authentication cannot carry"},
      {"http://user:hunter2%0d%0aX-A:%20b@proxy.example", "Basic authentication cannot carry"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    const auto choice = ProxyChoice::from({.https_proxy = std::string(row.value), .no_proxy = {}});
    REQUIRE(choice.has_error());
    const sdk::Problem& problem = choice.error();
    CAPTURE(problem.detail());
    CHECK(problem.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(problem.detail().starts_with("the environment variable HTTPS_PROXY"));
    CHECK(problem.detail().find(row.says) != std::string_view::npos);
    CHECK(problem.detail().find("hunter2") == std::string_view::npos);
    CHECK(problem.members.at("hint").as_string().find("hunter2") == boost::json::string::npos);
  }
}

TEST_CASE("proxy: the config's URL holds no credential") {
  const auto plain = rest::parse_proxy("http://proxy.example:3128", "proxy");
  REQUIRE(plain.has_value());
  CHECK(rest::to_string(*plain) == "proxy.example:3128");
  const auto with_password = rest::parse_proxy("http://user:hunter2@proxy.example:3128", "proxy");
  REQUIRE(with_password.has_error());
  CHECK(with_password.error().detail() == "proxy holds a user name or password");
}
