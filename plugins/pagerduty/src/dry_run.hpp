#pragma once

/// Showing the request that an action would send instead of sending it.

#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <callout/rest/http.hpp>
#include <callout/rest/operation.hpp>
#include <callout/rest/result.hpp>
#include <callout/rest/url.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

namespace callout::pagerduty {

/// The input member that asks for it, on every action that writes.
constexpr std::string_view dry_run_member = "dry_run";

/// Adds the member to the schema of an action's input.
void add_dry_run(boost::json::object& input_schema);

/// Whether the call is a dry run: by its input's member or by the host's flag.
bool is_dry_run(const sdk::Request& call);

/// Whether the operation is shown rather than sent: a dry run sends its reads.
bool is_only_shown(const sdk::Request& call, const rest::Operation& operation);

/// The call's input without the member. CALLOUT_E_INVALID_ARGUMENT when that is no boolean.
rest::Result<boost::json::object> without_dry_run(const sdk::Request& call);

/// A request as {"method", "url", "headers", "body", "curl"}. Of the credential and of members whose names
/// speak of a secret it shows "***"; in the command the credential is the shell's $PAGERDUTY_TOKEN. `ca_file`
/// may be empty. Pure.
boost::json::object
shown_request(const rest::HttpRequest& request, const rest::Origin& origin, std::string_view ca_file);

/// The answer to a dry run: {"dry_run": true, "requests": [...]}.
sdk::Reply dry_run_reply(boost::json::array requests);

} // namespace callout::pagerduty
