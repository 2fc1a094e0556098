#include "connector.hpp"

#include <array>
#include <utility>

#include <callout/rest/authentication.hpp>
#include <callout/rest/client_config.hpp>
#include <callout/rest/config_reader.hpp>
#include <callout/rest/free_request.hpp>
#include <callout/rest/header_rules.hpp>
#include <callout/rest/problem_mapping.hpp>
#include <callout/rest/rest_call.hpp>
#include <callout/rest/retry_config.hpp>

namespace callout::http_plugin {
namespace {

constexpr std::array<std::string_view, 2> members{"base_url", "headers"};

constexpr std::string_view own_config_schema = R"json({"type":"object","additionalProperties":false,
"required":["base_url"],"properties":{
"base_url":{"type":"string","format":"uri","title":"Base URL",
 "description":"Every request's path is below it. https, or http on a loopback address"},
"headers":{"type":"object","title":"Headers of every request",
 "description":"None that carries a credential: those come from auth",
 "additionalProperties":{"type":"string"}}}})json";

std::vector<rest::Header> with_accept(std::vector<rest::Header> headers) {
  if (rest::find_header(headers, "Accept").empty()) {
    headers.emplace_back("Accept", "application/json, */*;q=0.5");
  }
  return headers;
}

sdk::Reply reply_of(rest::Delivery delivery, const rest::FreeRequest& request) {
  if (delivery.outcome) {
    delivery.outcome = rest::accept_expected(std::move(*delivery.outcome), request);
    if (delivery.outcome->status >= 200 && delivery.outcome->status < 300) {
      return rest::to_reply(std::move(delivery.outcome), request.http.idempotent, "http");
    }
  }
  sdk::Problem problem =
      delivery.outcome
          ? rest::map_problem(*delivery.outcome, {.service = "http", .idempotent = request.http.idempotent})
          : delivery.outcome.error();
  rest::add_delivery(problem, delivery);
  return problem;
}

} // namespace

std::string config_schema() {
  return rest::with_client_properties(own_config_schema);
}

Connector::Connector(const boost::json::object& config) {
  const rest::ConfigReader reader("http", config, rest::with_client_members(members));
  if (!reader.has("base_url")) {
    reader.refuse("base_url", "`base_url` is missing", "Add it, such as https://api.example.com/v2.");
  }
  base_url_ = reader.base_url("base_url", {});
  headers_ = with_accept(reader.headers("headers"));
  client_options_ = rest::read_client_options(reader);
  retry_ = rest::read_retry_options(reader);
}

rest::HttpClient& Connector::client(const sdk::Request& call) {
  std::call_once(client_made_, [&] {
    client_ = rest::make_client(call, client_options_, "callout-http/" CALLOUT_HTTP_VERSION);
  });
  return *client_;
}

sdk::Reply Connector::authenticate(const sdk::Request& call) {
  const auto session =
      rest::authenticate(call.action(),
                         call.input(),
                         {.call = call, .client = client(call), .default_token_url = {}, .retry = retry_});
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
  // A status that counts as success is no reason to ask again.
  const rest::RetryOptions once{.max_attempts = 1};
  rest::Delivery delivery =
      rest::send_reliably(call,
                          {.client = client(call), .origin = base_url_.origin, .request = request->http},
                          {.retry = request->expected.empty() ? retry_ : once});
  return reply_of(std::move(delivery), *request);
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
