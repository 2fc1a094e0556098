// A connector of one REST operation, GET /items?limit=N, behind a bearer token.
#include <array>
#include <string>

#include <callout/rest/authentication.hpp>
#include <callout/rest/request_builder.hpp>
#include <callout/rest/rest_call.hpp>
#include <callout/sdk/plugin.hpp>

namespace {

using namespace callout;

constexpr std::array<rest::Parameter, 1> list_parameters{
    {{.name = "limit", .wire_name = "limit", .schema = R"({"type":"integer","minimum":1})"}}};

constexpr std::array<rest::Operation, 1> operations{{{.id = "listItems",
                                                      .title = "List items",
                                                      .path = "/items",
                                                      .parameters = list_parameters,
                                                      .accept = "application/json",
                                                      .idempotent = true}}};

constexpr rest::Catalog catalog{.operations = operations, .schemas = {}};

struct Items {
  explicit Items(const boost::json::object& config)
      : base(read_base_url(config)),
        client({.ca_file = text(config, "ca_file"), .user_agent = "rest-minimal/1.0"}) {}

  sdk::Reply call(const sdk::Request& request) {
    auto built = rest::build_request(
        catalog, operations[0], request.input(), {.connector = "items", .base_path = base.path});
    if (!built) {
      return built.error();
    }
    auto authorization = rest::authorization_headers(request.session());
    if (!authorization) {
      return authorization.error();
    }
    built->headers.insert(built->headers.end(), authorization->begin(), authorization->end());
    return rest::call_rest(request, client, base.origin, *built, "items");
  }

  static std::string text(const boost::json::object& config, std::string_view member) {
    const boost::json::value* const value = config.if_contains(member);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  }

  static rest::BaseUrl read_base_url(const boost::json::object& config) {
    auto url = rest::parse_base_url(text(config, "base_url"), "base_url");
    if (!url) {
      throw sdk::ProblemException(url.error());
    }
    return *url;
  }

  rest::BaseUrl base;
  rest::HttpClient client;
};

sdk::Reply log_in(Items& items, const sdk::Request& request) {
  auto session = rest::authenticate(
      request.action(), request.input(), {.call = request, .client = items.client, .default_token_url = {}});
  return session ? sdk::Reply(*session) : sdk::Reply(session.error());
}

} // namespace

CALLOUT_EXPORT_PLUGIN(
    sdk::Definition<Items>("com.example.items", "1.0.0")
        .config_schema(R"({"type":"object","required":["base_url"],
            "properties":{"base_url":{"type":"string"},"ca_file":{"type":"string"}}})")
        .authentication({.kind = "bearer", .title = "Bearer token", .secrets = {"/token"}}, log_in)
        .action({.name = "listItems",
                 .title = "List items",
                 .idempotent = true,
                 .input_schema = boost::json::serialize(rest::input_schema(catalog, operations[0]))},
                &Items::call))
