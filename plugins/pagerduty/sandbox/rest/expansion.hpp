#pragma once

#include "sandbox/rest/router.hpp"

namespace callout::sandbox {

/// A copy of an incident or log entry in which the references that `include[]` names are whole resources.
json::object expanded(const Account& account, const Parameters& query, const json::object& resource);

} // namespace callout::sandbox
