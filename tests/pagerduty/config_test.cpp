#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/sdk/problem.hpp>
#include <doctest/doctest.h>

#include "config.hpp"

using callout::pagerduty::Config;
using callout::pagerduty::read_config;
using callout::pagerduty::Region;
using callout::sdk::Problem;
using callout::sdk::ProblemException;

namespace {

Config read(std::string_view text) {
  return read_config(boost::json::parse({text.data(), text.size()}).as_object());
}

Problem refusal_of(std::string_view text) {
  try {
    read(text);
  } catch (const ProblemException& refusal) {
    return refusal.problem();
  }
  return {CALLOUT_OK, {}};
}

} // namespace

TEST_CASE("read_config: an empty config means PagerDuty's own hosts in the US") {
  const Config config = read("{}");
  CHECK(config.region == Region::us);
  CHECK(to_string(config.base_url.origin) == "https://api.pagerduty.com");
  CHECK(config.base_url.path.empty());
  CHECK(config.token_url == "https://identity.pagerduty.com/oauth/token");
  CHECK(config.from.empty());
  CHECK(config.client.ca_file.empty());
}

TEST_CASE("read_config: the region chooses the host, and a base URL overrides it") {
  struct Row {
    std::string_view config;
    std::string_view origin;
    std::string_view path;
    bool has_region;
  };

  const Row rows[] = {
      {R"({"region":"us"})", "https://api.pagerduty.com", "", true},
      {R"({"region":"eu"})", "https://api.eu.pagerduty.com", "", true},
      {R"({"base_url":"https://127.0.0.1:8443/pd/"})", "https://127.0.0.1:8443", "/pd", false},
      {R"({"region":"eu","base_url":"https://127.0.0.1:8443"})", "https://127.0.0.1:8443", "", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.config);
    const Config config = read(row.config);
    CHECK(to_string(config.base_url.origin) == row.origin);
    CHECK(config.base_url.path == row.path);
    CHECK(config.region.has_value() == row.has_region);
  }
}

TEST_CASE("read_config: every member is taken") {
  const Config config = read(R"({"region":"eu","base_url":"https://pd.example.com","from":"sre@example.com",
    "token_url":"https://id.example.com/token","ca_file":"/etc/ca.pem","timeouts":{"connect_ms":250,"head_ms":40}})");
  CHECK(config.token_url == "https://id.example.com/token");
  CHECK(config.from == "sre@example.com");
  CHECK(config.client.ca_file == "/etc/ca.pem");
  CHECK(config.client.connect_timeout == std::chrono::milliseconds(250));
  CHECK(config.client.head_timeout == std::chrono::milliseconds(40));
  CHECK(config.client.body_timeout == std::chrono::minutes(1));
}

TEST_CASE("read_config: what it refuses, with the member's pointer") {
  struct Row {
    std::string_view config;
    std::string_view pointer;
    std::string_view detail;
  };

  const Row rows[] = {
      {R"({"regoin":"us"})", "/regoin", "unknown member `regoin`; did you mean `region`?"},
      {R"({"baseUrl":"https://x"})", "/baseUrl", "did you mean `base_url`?"},
      {R"({"a/b":1})", "/a~1b", "unknown member `a/b`"},
      {R"({"region":"fr"})", "/region", "`region` is neither us nor eu"},
      {R"({"region":"US"})", "/region", "`region` is neither us nor eu"},
      {R"({"region":1})", "/region", "`region` is not a string"},
      {R"({"base_url":"api.pagerduty.com"})", "/base_url", "base_url is not a URL"},
      {R"({"base_url":"http://api.pagerduty.com"})", "/base_url", "is not https"},
      {R"({"base_url":"https://user:pw@api.pagerduty.com"})", "/base_url", "user name or password"},
      {R"({"base_url":""})", "/base_url", "`base_url` is empty"},
      {R"({"token_url":"ftp://x.example.com/"})", "/token_url", "has the scheme `ftp`"},
      {R"({"token_url":["https://x"]})", "/token_url", "`token_url` is not a string"},
      {R"({"from":"sre"})", "/from", "`from` is no e-mail address"},
      {R"({"from":"sre@example.com\r\nX: y"})", "/from", "`from` is no e-mail address"},
      {R"({"ca_file":false})", "/ca_file", "`ca_file` is not a string"},
      {R"({"timeouts":{"connect_ms":0}})", "/timeouts/connect_ms", "is not a whole number from 1"},
      {R"({"proxy":{}})", "/proxy/url", "`proxy.url` is missing"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.config);
    const Problem problem = refusal_of(row.config);
    CHECK(problem.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(problem.members.at("pointer").as_string() == row.pointer);
    CAPTURE(problem.detail());
    CHECK(problem.detail().substr(0, 19) == "pagerduty: config: ");
    CHECK(problem.detail().find(row.detail) != std::string_view::npos);
  }
}

TEST_CASE("read_config: a password in a URL is not repeated in the refusal") {
  const Problem problem = refusal_of(R"({"base_url":"https://user:hunter2@api.pagerduty.com"})");
  CHECK(boost::json::serialize(problem.members).find("hunter2") == std::string::npos);
}

TEST_CASE("config_schema: names exactly the members that read_config takes") {
  const std::string text = callout::pagerduty::config_schema();
  const auto schema = boost::json::parse({text.data(), text.size()});
  CHECK(schema.at("additionalProperties") == false);
  CHECK(schema.at("properties").as_object().size() == 16);
  for (const auto& member : schema.at("properties").as_object()) {
    CAPTURE(std::string(member.key()));
    const Problem problem = refusal_of("{\"" + std::string(member.key()) + "\":null}");
    CHECK(problem.status == CALLOUT_E_INVALID_ARGUMENT); // for its value
    CHECK(problem.detail().find("unknown member") == std::string_view::npos);
  }
}
