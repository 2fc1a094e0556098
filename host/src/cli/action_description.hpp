#pragma once

/// What a plugin says of the action behind a connection.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <callout/host/action_caller.hpp>

#include "commands.hpp"

namespace callout::host::cli {

/// The action's description. Fails as ActionCaller::describe_action() does; CALLOUT_E_PROTOCOL when it is no
/// JSON object.
Result<boost::json::object> action_description(ActionCaller& caller, const ActionName& name);

/// The description's input_schema; without one a schema that lets everything through.
boost::json::value input_schema_of(const boost::json::object& description);

} // namespace callout::host::cli
