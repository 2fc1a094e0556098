#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <callout/sdk/problem.hpp>
#include <doctest/doctest.h>

#include "config.hpp"

namespace callout::pagerduty {
namespace {

Config read(std::string_view text) {
  return read_config(boost::json::parse({text.data(), text.size()}).as_object());
}

std::string url_of(const Config& config, Service service) {
  const rest::BaseUrl* const url = config.url_of(service);
  return url != nullptr ? to_string(url->origin) + url->path : "";
}

struct Refusal {
  std::string detail;
  std::string pointer;
};

Refusal refusal_of(std::string_view text) {
  try {
    read(text);
  } catch (const sdk::ProblemException& refused) {
    const sdk::Problem& problem = refused.problem();
    return {std::string(problem.detail()), std::string(problem.members.at("pointer").as_string())};
  }
  return {};
}

} // namespace

TEST_CASE("service_urls: the region chooses every host") {
  const Config us = read("{}");
  const Config eu = read(R"({"region":"eu"})");
  for (std::size_t i = 0; i < all_services().size(); ++i) {
    const ServiceFacts& facts = all_services()[i];
    CAPTURE(facts.name);
    CHECK(url_of(us, static_cast<Service>(i)) == facts.url);
    std::string expected(facts.url);
    expected.insert(expected.find(".pagerduty.com"), ".eu");
    CHECK(url_of(eu, static_cast<Service>(i)) == expected);
  }
}

TEST_CASE(
    "service_urls: a base URL of its own moves what is at that host and leaves the rest without address") {
  const Config config = read(R"({"base_url":"https://pd.example.com/proxy"})");

  struct Row {
    Service service = Service::rest;
    std::string_view url;
  };

  const Row rows[] = {{Service::rest, "https://pd.example.com/proxy"},
                      {Service::scim, "https://pd.example.com/proxy/scim/v2"},
                      {Service::slack, "https://pd.example.com/proxy/integration-slack"},
                      {Service::msteams, "https://pd.example.com/proxy/integration-ms-teams"},
                      {Service::jiracloud, "https://pd.example.com/proxy"},
                      {Service::events_v2, ""},
                      {Service::events_v1, ""},
                      {Service::slack_connections, ""},
                      {Service::jiraserver, ""}};
  for (const Row& row : rows) {
    CAPTURE(facts_of(row.service).name);
    CHECK(url_of(config, row.service) == row.url);
  }
  CHECK(url_of(read(R"({"base_url":"https://pd.example.com","region":"eu"})"), Service::events_v2) ==
        "https://events.eu.pagerduty.com/v2");
}

TEST_CASE("service_urls: events_url is a host, an entry of service_urls is a whole base URL") {
  const Config config = read(R"({"events_url":"http://127.0.0.1:4020",
    "service_urls":{"events_v1":"http://127.0.0.1:4030","jiraserver":"https://jira.example.com/x/"}})");
  CHECK(url_of(config, Service::events_v2) == "http://127.0.0.1:4020/v2");
  CHECK(url_of(config, Service::events_v1) == "http://127.0.0.1:4030");
  CHECK(url_of(config, Service::jiraserver) == "https://jira.example.com/x");
  CHECK(url_of(config, Service::rest) == "https://api.pagerduty.com");
}

TEST_CASE("service_urls: what is wrong is named") {
  struct Row {
    std::string_view config;
    std::string_view detail;
    std::string_view pointer;
  };

  const Row rows[] = {
      {R"({"service_urls":[]})", "`service_urls` is not an object", "/service_urls"},
      {R"({"service_urls":{"jira":"https://x"}})", "unknown member `jira`", "/service_urls"},
      {R"({"service_urls":{"rest":"https://x"}})", "unknown member `rest`", "/service_urls"},
      {R"({"service_urls":{"scim":1}})", "`service_urls.scim` is not a string", "/service_urls"},
      {R"({"service_urls":{"scim":"http://example.com"}})", "service_urls.scim", "/service_urls"},
      {R"({"events_url":"ftp://x"})", "events_url", "/events_url"}};
  for (const Row& row : rows) {
    CAPTURE(row.config);
    const Refusal refusal = refusal_of(row.config);
    CAPTURE(refusal.detail);
    CHECK(refusal.detail.find(row.detail) != std::string::npos);
    CHECK(refusal.pointer == row.pointer);
  }
}

} // namespace callout::pagerduty
