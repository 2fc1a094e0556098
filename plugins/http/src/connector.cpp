#include "connector.hpp"

#include <array>
#include <utility>

#include <callout/rest/authentication.hpp>
#include <callout/rest/config_reader.hpp>
#include <callout/rest/free_request.hpp>
#include <callout/rest/header_rules.hpp>
#include <callout/rest/rest_call.hpp>

namespace callout::http_plugin {
namespace {

constexpr std::array<std::string_view, 4> members{"base_url", "headers", "ca_file", "connect_timeout_ms"};

std::vector<rest::Header> with_accept(std::vector<rest::Header> headers) {
  if (rest::find_header(headers, "Accept").empty()) {
    headers.push_back({"Accept", "application/json, */*;q=0.5"});
  }
  return headers;
}

} // namespace

const std::string_view config_schema = R"json({"type":"object","additionalProperties":false,
"required":["base_url"],"properties":{
"base_url":{"type":"string","format":"uri","title":"Base URL",
 "description":"Every request's path is below it. https, or http on a loopback address"},
"headers":{"type":"object","title":"Headers of every request",
 "description":"None that carries a credential: those come from auth",
 "additionalProperties":{"type":"string"}},
"ca_file":{"type":"string","title":"CA file",
 "description":"PEM file of the authorities to trust instead of the system's"},
"connect_timeout_ms":{"type":"integer","minimum":1,"maximum":3600000,"default":10000,
 "title":"Connect timeout in milliseconds","description":"For name look-up, TCP and TLS together"}}})json";

Connector::Connector(const boost::json::object& config) {
  const rest::ConfigReader reader("http", config, members);
  if (!reader.has("base_url")) {
    reader.refuse("base_url", "`base_url` is missing", "Add it, such as https://api.example.com/v2.");
  }
  base_url_ = reader.base_url("base_url", {});
  headers_ = with_accept(reader.headers("headers"));
  ca_file_ = reader.text("ca_file");
  connect_timeout_ = reader.wait("connect_timeout_ms", connect_timeout_);
}

rest::HttpClient& Connector::client(const sdk::Request& call) {
  std::call_once(client_made_, [&] {
    rest::ClientOptions options;
    options.ca_file = ca_file_;
    options.connect_timeout = connect_timeout_;
    options.user_agent = "callout-http/" CALLOUT_HTTP_VERSION;
    options.user_agent.append(" (")
        .append(call.host_name())
        .append("/")
        .append(call.host_version())
        .append(")");
    client_ = std::make_unique<rest::HttpClient>(std::move(options));
  });
  return *client_;
}

sdk::Reply Connector::authenticate(const sdk::Request& call) {
  const sdk::WaitLimit limit = call.wait_limit();
  const auto session = rest::authenticate(
      call.action(), call.input(), {.client = client(call), .limit = limit, .default_token_url = {}});
  return session ? sdk::Reply(*session) : sdk::Reply(session.error());
}

sdk::Reply Connector::request(const sdk::Request& call) {
  auto authorization = rest::authorization_headers(call.session());
  if (!authorization) {
    return authorization.error();
  }
  const auto request = rest::read_free_request(call.input(),
                                               {.connector = "http",
                                                .base_path = base_url_.path,
                                                .headers = headers_,
                                                .authorization = std::move(*authorization)});
  if (!request) {
    return request.error();
  }
  auto response = rest::send_logged(call, client(call), base_url_.origin, request->http);
  if (response) {
    response = rest::accept_expected(std::move(*response), *request);
  }
  return rest::to_reply(std::move(response), request->http.idempotent, "http");
}

sdk::Reply authenticate_as_nobody(Connector&, const sdk::Request& call) {
  if (!call.input().empty()) {
    return sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                             "http: auth of kind none takes no further members",
                             "Remove them, or choose the kind that they belong to.");
  }
  return sdk::Session{};
}

} // namespace callout::http_plugin
