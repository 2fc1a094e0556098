#pragma once

/// The table of curated actions.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <callout/sdk/reply.hpp>
#include <callout/sdk/request.hpp>

#include "curated/action.hpp"

namespace callout::pagerduty {
class Connector;
} // namespace callout::pagerduty

namespace callout::pagerduty::curated {

/// Every row, in the order in which they are listed.
std::vector<const Action*> all_actions();

/// The row of that name, or nullptr.
const Action* find_action(std::string_view name);

/// What the action's row and page name as its scope: that of every call, and what only some inputs need.
std::string declared_scope(const Action& action);

/// The row for the manifest.
boost::json::object row_of(const Action& action);

/// The row with description, input_schema and example. "lookup_scope", where it is, has the scopes that it
/// needs besides when the input names things otherwise than by id, in the form of "scope".
boost::json::object describe(const Action& action);

/// Refuses unknown members, naming the nearest known one, and whatever else the action's schema forbids, and
/// a session that is known to lack a scope that every call needs. Then carries the action out.
sdk::Reply run(const Action& action, Connector& connector, const sdk::Request& request);

// The rows by group, for the table.
std::span<const Action> incident_actions();
std::span<const Action> event_actions();
std::span<const Action> oncall_actions();
std::span<const Action> maintenance_actions();
std::span<const Action> find_actions();
std::span<const Action> webhook_actions();
std::span<const Action> scope_actions();

} // namespace callout::pagerduty::curated
