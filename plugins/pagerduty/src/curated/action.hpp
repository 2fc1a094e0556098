#pragma once

/// An action that does what people mean, put together from PagerDuty's operations.

#include <string_view>

#include <boost/json/object.hpp>
#include <callout/rest/operation.hpp>
#include <callout/sdk/reply.hpp>

namespace callout::pagerduty::curated {

class Api;

/// Carries an action out. `input` has passed the action's schema.
using Handler = sdk::Reply (*)(Api& api, const boost::json::object& input);

/// One row of the table. All views point to static storage.
struct Action {
  std::string_view name = {};  ///< "incident.note"
  std::string_view title = {}; ///< a few words for people
  std::string_view tag = {};   ///< the group it is listed under
  rest::Risk risk = rest::Risk::read;
  bool idempotent = false;
  std::string_view scope = {}; ///< OAuth scopes that every call needs, separated by spaces
  /// Scopes that it needs besides for some inputs, whatever they name things by.
  std::string_view input_scope = {};
  /// Scopes that it needs besides when the input names something otherwise than by id or address.
  std::string_view lookup_scope = {};
  std::string_view lookup_case = "To name things otherwise than by id or address"; ///< when that is
  std::string_view description = {};
  /// JSON Schema of the input. May refer to the kinds of handle.hpp: {"$ref": "#/$defs/incident"}.
  std::string_view schema = {};
  std::string_view example = {}; ///< an input, as JSON text
  Handler handler = nullptr;
};

} // namespace callout::pagerduty::curated
