#pragma once

#include <optional>
#include <string>

#include "sandbox/rest/router.hpp"

namespace callout::sandbox {

/// Why these changes of an incident cannot be made, or nullopt.
std::optional<std::string>
refusal_of_change(const Account& account, const json::object& incident, const json::object& changes);

/// Makes changes that refusal_of_change() let pass, with their log entries.
void apply_change(Call& call, json::object& incident, const json::object& changes);

/// `PUT /incidents/{id}`.
Response update_incident(Call& call);

/// `PUT /incidents`: all of the list or nothing; 413 past 250 incidents.
Response update_incidents(Call& call);

/// The priority that a request names by id or name, or nullptr.
const json::object* find_priority(const Account& account, const json::value& given);

} // namespace callout::sandbox
