#include "connector.hpp"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <callout/rest/free_request.hpp>
#include <callout/rest/request_validator.hpp>
#include <callout/rest/rest_call.hpp>

#include "api_token.hpp"
#include "authentication.hpp"
#include "catalog.hpp"
#include "error_hints.hpp"

namespace callout::pagerduty {
namespace {

constexpr std::string_view versioned_accept = "application/vnd.pagerduty+json;version=2";

// The credential goes to PagerDuty's own hosts only where the config says that it is PagerDuty's.
sdk::Problem no_address(const rest::Operation& operation, std::string_view service) {
  const std::string name(service);
  return sdk::make_problem(
      CALLOUT_E_INVALID_ARGUMENT,
      "pagerduty." + std::string(operation.id) + ": config.base_url names one server, and " + name +
          ", which has this action, is at another",
      "Set config.service_urls." + name + ", or config.region for PagerDuty's own hosts.");
}

// Shared by all connections, so that an action's schemas are prepared once.
const rest::RequestValidator& validator() {
  static const rest::RequestValidator shared(rest_catalog());
  return shared;
}

} // namespace

Connector::Connector(const boost::json::object& config) : config_(read_config(config)) {
  // Null tells the request builder that the config could give it but does not.
  defaults_["from"] = config_.from.empty() ? boost::json::value() : boost::json::value(config_.from);
}

rest::HttpClient& Connector::client(const sdk::Request& call) {
  std::call_once(client_made_, [&] {
    rest::ClientOptions options;
    options.ca_file = config_.ca_file;
    options.connect_timeout = config_.connect_timeout;
    options.user_agent = "callout-pagerduty/" CALLOUT_PAGERDUTY_VERSION;
    options.user_agent.append(" (")
        .append(call.host_name())
        .append("/")
        .append(call.host_version())
        .append(")");
    client_ = std::make_unique<rest::HttpClient>(std::move(options));
  });
  return *client_;
}

sdk::Reply Connector::authenticate_client(const sdk::Request& call) {
  const sdk::WaitLimit limit = call.wait_limit();
  const auto session = pagerduty::authenticate_client(
      call.input(), {.client = client(call), .config = config_, .limit = limit});
  return session ? sdk::Reply(*session) : sdk::Reply(session.error());
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): a handler of the connector
sdk::Reply Connector::authenticate_by_token(const sdk::Request& call) {
  const auto session = read_api_token(call.input());
  return session ? sdk::Reply(*session) : sdk::Reply(session.error());
}

sdk::Reply Connector::invoke(const sdk::Request& call) {
  return perform(call, call.action(), call.input());
}

sdk::Reply Connector::perform(const sdk::Request& call,
                              std::string_view operation_id,
                              const boost::json::object& input) {
  const rest::Operation* const operation = rest_catalog().find(operation_id);
  if (operation == nullptr) { // the table is asked before the call comes here
    return sdk::make_problem(CALLOUT_E_UNKNOWN_ACTION,
                             "pagerduty has no action \"" + std::string(operation_id) + "\"");
  }
  const ServiceFacts& service = facts_of(service_of(*operation));
  const rest::BaseUrl* const base_url = config_.url_of(service_of(*operation));
  if (base_url == nullptr) {
    return no_address(*operation, service.name);
  }
  auto request = validator().build_request(
      *operation,
      input,
      {.connector = "pagerduty", .base_path = base_url->path, .defaults = &defaults_});
  if (!request) {
    return request.error();
  }
  if (service.authorized) {
    auto authorization = session_headers(call.session());
    if (!authorization) {
      return authorization.error();
    }
    std::move(authorization->begin(), authorization->end(), std::back_inserter(request->headers));
  }
  auto response = rest::send_logged(call, client(call), base_url->origin, *request);
  return to_reply(call, std::move(response), request->idempotent, operation);
}

sdk::Reply Connector::request(const sdk::Request& call) {
  auto authorization = session_headers(call.session());
  if (!authorization) {
    return authorization.error();
  }
  rest::FreeRequestSettings settings{.connector = "pagerduty",
                                     .base_path = config_.base_url.path,
                                     .headers = {{"Accept", std::string(versioned_accept)}},
                                     .authorization = std::move(*authorization)};
  if (!config_.from.empty()) {
    settings.headers.push_back({"From", config_.from});
  }
  const auto request = rest::read_free_request(call.input(), settings);
  if (!request) {
    return request.error();
  }
  auto response = rest::send_logged(call, client(call), config_.base_url.origin, request->http);
  if (response) {
    response = rest::accept_expected(std::move(*response), *request);
  }
  return to_reply(call, std::move(response), request->http.idempotent, nullptr);
}

sdk::Reply Connector::to_reply(const sdk::Request& call,
                               rest::Result<rest::HttpResponse> response,
                               bool idempotent,
                               const rest::Operation* operation) const {
  const bool refused = response && (response->status < 200 || response->status >= 300);
  if (refused) {
    return explain(
        *response, idempotent, {.config = config_, .session = call.session(), .operation = operation});
  }
  return rest::to_reply(std::move(response), idempotent, "pagerduty");
}

} // namespace callout::pagerduty
