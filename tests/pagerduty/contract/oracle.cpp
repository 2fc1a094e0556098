#include "oracle.hpp"

#include <array>
#include <set>
#include <stdexcept>

#include <boost/json/parse.hpp>

namespace callout::pagerduty::test {
namespace {

namespace json = boost::json;

// In the order of Service; the two of Slack are one document.
constexpr std::array<int, 9> ports{4010, 4020, 4030, 4031, 4032, 4032, 4033, 4034, 4035};

int port_of(Service service) {
  return ports.at(static_cast<std::size_t>(service));
}

std::string address(int port) {
  return "http://127.0.0.1:" + std::to_string(port);
}

} // namespace

json::object Oracle::config() {
  json::object urls;
  for (const Service service : {Service::events_v1,
                                Service::scim,
                                Service::slack,
                                Service::slack_connections,
                                Service::msteams,
                                Service::jiracloud,
                                Service::jiraserver}) {
    urls[facts_of(service).name] = address(port_of(service));
  }
  return {{"base_url", address(port_of(Service::rest))},
          {"events_url", address(port_of(Service::events_v2))},
          {"service_urls", std::move(urls)},
          {"from", "sre@example.com"}};
}

json::object Oracle::last_request(Service service) {
  const json::value seen = control(port_of(service), rest::Method::get, "/__oracle/requests?n=1");
  return seen.as_array().empty() ? json::object() : seen.as_array().back().as_object();
}

int Oracle::request_count() {
  int count = 0;
  for (const int port : std::set<int>(ports.begin(), ports.end())) {
    count += control(port, rest::Method::get, "/__oracle/stats").at("requests").to_number<int>();
  }
  return count;
}

void Oracle::reset() {
  for (const int port : std::set<int>(ports.begin(), ports.end())) {
    control(port, rest::Method::post, "/__oracle/reset");
  }
}

json::value Oracle::control(int port, rest::Method method, std::string_view path) {
  const rest::Origin origin = rest::parse_base_url(address(port), "oracle")->origin;
  const auto answer = client_.send(origin, {.method = method, .target = std::string(path)}, {});
  if (!answer || answer->status != 200) {
    throw std::runtime_error("the server of PagerDuty's documents at port " + std::to_string(port) +
                             " does not answer; see run.py");
  }
  return json::parse(answer->body);
}

std::string_view documented_id(const rest::Operation& operation) {
  const std::size_t dot = operation.id.find('.');
  return dot == std::string_view::npos ? operation.id : operation.id.substr(dot + 1);
}

} // namespace callout::pagerduty::test
