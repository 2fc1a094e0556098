#include <string>

#include <callout/rest/authentication.hpp>
#include <callout/rest/free_request.hpp>
#include <callout/sdk/plugin.hpp>

#include "connector.hpp"

namespace callout::http_plugin {
namespace {

sdk::AuthenticationInfo info_of(const rest::AuthenticationKind& kind) {
  return {.kind = std::string(kind.kind),
          .title = std::string(kind.title),
          .schema = std::string(kind.schema),
          .secrets = {kind.secrets.begin(), kind.secrets.end()}};
}

sdk::ActionInfo request_action() {
  return {.name = "request",
          .title = "Send a request",
          .description = "Any method and path below the base URL. The result is the answer's body: JSON as "
                         "it came, null when empty, else {\"content_type\", \"text\"}.",
          .risk = sdk::Risk::write,
          .input_schema = std::string(rest::free_request_schema),
          .example = R"({"method":"GET","path":"/","query":{"limit":1}})"};
}

sdk::Definition<Connector> definition() {
  return sdk::Definition<Connector>("io.callout.http", CALLOUT_HTTP_VERSION)
      .title("HTTP")
      .description(
          "Any REST API over HTTPS, with OAuth 2.0 client credentials, a bearer token, user name and "
          "password, or an API key")
      .config_schema(config_schema())
      .authentication(info_of(rest::oauth2_client_credentials), &Connector::authenticate)
      .authentication(info_of(rest::bearer), &Connector::authenticate)
      .authentication(info_of(rest::basic), &Connector::authenticate)
      .authentication(info_of(rest::api_key_header), &Connector::authenticate)
      .authentication({.kind = "none",
                       .title = "No authentication",
                       .schema = R"({"type":"object","additionalProperties":false})",
                       .secrets = {}},
                      &authenticate_as_nobody)
      .test("request", R"({"method":"GET","path":"/"})")
      .action(request_action(), &Connector::request);
}

} // namespace
} // namespace callout::http_plugin

CALLOUT_EXPORT_PLUGIN(callout::http_plugin::definition())
