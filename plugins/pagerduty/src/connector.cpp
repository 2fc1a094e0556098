#include "connector.hpp"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <callout/rest/client_config.hpp>
#include <callout/rest/free_request.hpp>
#include <callout/rest/paging.hpp>
#include <callout/rest/problem_mapping.hpp>
#include <callout/rest/request_validator.hpp>
#include <callout/rest/rest_call.hpp>

#include "api_token.hpp"
#include "authentication.hpp"
#include "call_policy.hpp"
#include "catalog.hpp"
#include "dry_run.hpp"
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

// Null counts as left out, as for every other member.
bool has_null_page(const rest::Operation* operation, const boost::json::object& input) {
  const boost::json::value* const page = input.if_contains("page");
  return operation != nullptr && operation->paging != rest::Paging::none && page != nullptr &&
         page->is_null();
}

// Shared by all connections, so that an action's schemas are prepared once.
const rest::RequestValidator& validator() {
  static const rest::RequestValidator shared(rest_catalog());
  return shared;
}

// Adds the session's headers. Refuses a session that is known to lack the operation's scope.
rest::Result<void>
authorize(const sdk::Request& call, const rest::Operation& operation, rest::HttpRequest& request) {
  auto authorization = session_headers(call.session());
  if (!authorization) {
    return authorization.error();
  }
  if (const auto lacking = find_lacking_scope(call.session(), operation.id, operation.scope)) {
    return *lacking;
  }
  std::move(authorization->begin(), authorization->end(), std::back_inserter(request.headers));
  return {};
}

} // namespace

Connector::Connector(const boost::json::object& config) : config_(read_config(config)) {
  // Null tells the request builder that the config could give it but does not.
  defaults_["from"] = config_.from.empty() ? boost::json::value() : boost::json::value(config_.from);
}

rest::HttpClient& Connector::client(const sdk::Request& call) {
  std::call_once(client_made_, [&] {
    client_ = rest::make_client(call, config_.client, "callout-pagerduty/" CALLOUT_PAGERDUTY_VERSION);
  });
  return *client_;
}

sdk::Reply Connector::authenticate_client(const sdk::Request& call) {
  const auto session =
      pagerduty::authenticate_client(call.input(), {.call = call, .client = client(call), .config = config_});
  return session ? sdk::Reply(*session) : sdk::Reply(session.error());
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): a handler of the connector
sdk::Reply Connector::authenticate_by_token(const sdk::Request& call) {
  const auto session = read_api_token(call.input());
  return session ? sdk::Reply(*session) : sdk::Reply(session.error());
}

sdk::Reply Connector::invoke(const sdk::Request& call) {
  const rest::Operation* const operation = rest_catalog().find(call.action());
  const bool writes = operation != nullptr && operation->risk != rest::Risk::read;
  if (has_null_page(operation, call.input())) {
    boost::json::object input = call.input();
    input.erase("page");
    return perform(call, call.action(), input);
  }
  if (!writes || !call.input().contains(dry_run_member)) {
    return perform(call, call.action(), call.input());
  }
  const auto input = without_dry_run(call);
  return input ? perform(call, call.action(), *input) : sdk::Reply(input.error());
}

sdk::Reply Connector::perform(const sdk::Request& call,
                              std::string_view operation_id,
                              const boost::json::object& input,
                              Repeat repeat) {
  const rest::Operation* const operation = rest_catalog().find(operation_id);
  if (operation == nullptr) { // the table is asked before the call comes here
    return sdk::make_problem(CALLOUT_E_UNKNOWN_ACTION,
                             "pagerduty has no action \"" + std::string(operation_id) + "\"");
  }
  if (is_only_shown(call, *operation)) {
    return show(call, *operation, input);
  }
  if (rest::asks_for_pages(*operation, input)) {
    return list_pages(call, *operation, input);
  }
  auto sent = send(call, *operation, input, repeat);
  return sent ? to_reply(call, std::move(*sent)) : sdk::Reply(sent.error());
}

rest::Result<rest::HttpRequest> Connector::prepare(const sdk::Request& call,
                                                   const rest::Operation& operation,
                                                   const boost::json::object& input) const {
  const ServiceFacts& service = facts_of(service_of(operation));
  const rest::BaseUrl* const base_url = config_.url_of(service_of(operation));
  if (base_url == nullptr) {
    return no_address(operation, service.name);
  }
  auto request = validator().build_request(
      operation, input, {.connector = "pagerduty", .base_path = base_url->path, .defaults = &defaults_});
  if (!request) {
    return request.error();
  }
  if (service.authorized) {
    if (const auto authorized = authorize(call, operation, *request); !authorized) {
      return authorized.error();
    }
  }
  return request;
}

sdk::Reply Connector::show(const sdk::Request& call,
                           const rest::Operation& operation,
                           const boost::json::object& input) const {
  const auto request = prepare(call, operation, input);
  if (!request) {
    return request.error();
  }
  return dry_run_reply(
      {shown_request(*request, config_.url_of(service_of(operation))->origin, config_.client.ca_file)});
}

rest::Result<Connector::Sent> Connector::send(const sdk::Request& call,
                                              const rest::Operation& operation,
                                              const boost::json::object& input,
                                              Repeat repeat) {
  const auto request = prepare(call, operation, input);
  if (!request) {
    return request.error();
  }
  const Budget budget = budget_of(operation, input);
  return Sent{.delivery = rest::send_reliably(
                  call,
                  {.client = client(call),
                   .origin = config_.url_of(service_of(operation))->origin,
                   .request = *request,
                   .credential = budget.credential,
                   .budget = budget.name,
                   .keyed = repeat == Repeat::when_safe && rest::has_idempotency_key(operation, input),
                   .limit_status = limit_status_of(operation)},
                  policy()),
              .idempotent = request->idempotent,
              .operation = &operation};
}

sdk::Reply Connector::list_pages(const sdk::Request& call,
                                 const rest::Operation& operation,
                                 const boost::json::object& input) {
  const rest::FetchPage fetch = [&](const boost::json::object& page) -> rest::Result<rest::HttpResponse> {
    auto sent = send(call, operation, page, Repeat::when_safe);
    if (!sent) {
      return sent.error();
    }
    if (auto problem = problem_of(call, *sent)) {
      return std::move(*problem);
    }
    return std::move(sent->delivery.outcome);
  };
  auto text = rest::collect_pages(operation, input, fetch, paging_limits_of(operation));
  return text ? sdk::Reply::from_json_text(std::move(*text)) : sdk::Reply(text.error());
}

rest::CallPolicy Connector::policy() {
  return {.retry = config_.calls.retry,
          .limiter = &rest::RateLimiter::of_process(),
          .reads = config_.calls.share_identical_reads ? &reads_ : nullptr};
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
    settings.headers.emplace_back("From", config_.from);
  }
  const auto input = without_dry_run(call);
  if (!input) {
    return input.error();
  }
  const auto request = rest::read_free_request(*input, settings);
  if (!request) {
    return request.error();
  }
  const bool reads = request->http.method == rest::Method::get || request->http.method == rest::Method::head;
  if (is_dry_run(call) && (!reads || call.input().contains(dry_run_member))) {
    return dry_run_reply({shown_request(request->http, config_.base_url.origin, config_.client.ca_file)});
  }
  Sent sent{.delivery = rest::send_reliably(
                call,
                {.client = client(call), .origin = config_.base_url.origin, .request = request->http},
                policy()),
            .idempotent = request->http.idempotent};
  if (sent.delivery.outcome) {
    sent.delivery.outcome = rest::accept_expected(std::move(*sent.delivery.outcome), *request);
  }
  return to_reply(call, std::move(sent));
}

std::optional<sdk::Problem> Connector::problem_of(const sdk::Request& call, const Sent& sent) const {
  const auto& outcome = sent.delivery.outcome;
  const bool is_success = outcome && outcome->status >= 200 && outcome->status < 300;
  const auto page = is_success ? rest::refuse_page(*outcome, {"pagerduty", sent.idempotent}) : std::nullopt;
  if (is_success && !page) {
    return std::nullopt;
  }
  sdk::Problem problem =
      page      ? *page
      : outcome ? explain(*outcome,
                          sent.idempotent,
                          {.config = config_, .session = call.session(), .operation = sent.operation})
                : outcome.error();
  if (sent.operation != nullptr) {
    add_outcome_hint(problem, *sent.operation);
  }
  rest::add_delivery(problem, sent.delivery);
  return problem;
}

sdk::Reply Connector::to_reply(const sdk::Request& call, Sent sent) const {
  if (const auto problem = problem_of(call, sent)) {
    return *problem;
  }
  return rest::to_reply(std::move(sent.delivery.outcome), sent.idempotent, "pagerduty");
}

} // namespace callout::pagerduty
