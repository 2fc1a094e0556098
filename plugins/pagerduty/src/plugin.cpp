#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/authentication.hpp>
#include <callout/rest/free_request.hpp>
#include <callout/sdk/plugin.hpp>

#include "action_table.hpp"
#include "api_token.hpp"
#include "authentication.hpp"
#include "catalog.hpp"
#include "config.hpp"
#include "connector.hpp"
#include "curated/actions.hpp"
#include "curated/bulk.hpp"
#include "dry_run.hpp"

namespace callout::pagerduty {
namespace {

sdk::AuthenticationInfo info_of(const rest::AuthenticationKind& kind) {
  return {.kind = std::string(kind.kind),
          .title = std::string(kind.title),
          .schema = std::string(kind.schema),
          .secrets = {kind.secrets.begin(), kind.secrets.end()}};
}

std::string request_schema() {
  const std::string_view text = rest::free_request_schema;
  boost::json::object schema =
      boost::json::parse(boost::json::string_view(text.data(), text.size())).as_object();
  add_dry_run(schema);
  return boost::json::serialize(schema);
}

sdk::ActionInfo request_action() {
  return {.name = "request",
          .title = "Send a request",
          .description = "Any method and path of the REST API, for what no other action does. The result is "
                         "PagerDuty's body.",
          .tags = {"Any request"},
          .risk = sdk::Risk::write,
          .input_schema = request_schema(),
          .example = R"({"method":"GET","path":"/users/PABC123/log_entries","query":{"limit":10}})"};
}

// The curated ones come first.
boost::json::array all_rows() {
  boost::json::array rows;
  for (const curated::Action* const action : curated::all_actions()) {
    rows.emplace_back(curated::row_of(*action));
  }
  for (boost::json::value& row : action_rows()) {
    rows.push_back(std::move(row));
  }
  return rows;
}

std::optional<boost::json::object> describe(std::string_view name) {
  const curated::Action* const action = curated::find_action(name);
  return action != nullptr ? std::optional(curated::describe(*action)) : describe_action(name);
}

sdk::Reply run(Connector& connector, const sdk::Request& call) {
  if (const curated::Action* const action = curated::find_action(call.action())) {
    return curated::run(*action, connector, call);
  }
  const auto* const rule = curated::find_exceeded_rule(call);
  return rule != nullptr ? curated::run_in_bulks(*rule, connector, call) : connector.invoke(call);
}

sdk::ActionTable<Connector> table() {
  return {.rows = &all_rows,
          .describe = &describe,
          .has =
              [](std::string_view action) {
                return rest_catalog().find(action) != nullptr || curated::find_action(action) != nullptr;
              },
          .handler = &run};
}

sdk::Definition<Connector> definition() {
  constexpr std::string_view one = R"({"limit":1})";
  return sdk::Definition<Connector>("io.callout.pagerduty", CALLOUT_PAGERDUTY_VERSION)
      .title("PagerDuty")
      .description("Every operation of PagerDuty's APIs, by OAuth 2.0 client credentials or an API key")
      .documentation("https://developer.pagerduty.com/api-reference/")
      .config_schema(config_schema())
      .authentication(info_of(client_credentials), &Connector::authenticate_client)
      .authentication(info_of(api_token), &Connector::authenticate_by_token)
      .network({std::string(rest_url(Region::us)),
                std::string(rest_url(Region::eu)),
                "https://events.pagerduty.com",
                "https://events.eu.pagerduty.com",
                "https://app.pagerduty.com",
                "https://app.eu.pagerduty.com",
                "https://identity.pagerduty.com"})
      .test("listIncidents", std::string(one))
      .test("listServices", std::string(one))
      .test("listUsers", std::string(one))
      .test("listAbilities")
      .test("listSchedules", std::string(one))
      .test("listEscalationPolicies", std::string(one))
      .test("listTeams", std::string(one))
      .action(request_action(), &Connector::request)
      .actions(table())
      .dry_run();
}

} // namespace
} // namespace callout::pagerduty

CALLOUT_EXPORT_PLUGIN(callout::pagerduty::definition())
