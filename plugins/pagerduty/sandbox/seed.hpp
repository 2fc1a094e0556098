#pragma once

#include "sandbox/options.hpp"
#include "sandbox/store/account.hpp"

namespace callout::sandbox {

/// The incident that refuses every change of its status: "Incident Already Resolved".
constexpr std::string_view locked_incident_id = "QSANDBOXLOCKED";

/// The Events API integration key of the first service; each service has its own.
constexpr std::string_view first_routing_key = "5a4db0c0000000000000000000000001";

/// Fills an empty account: the same teams, people by role, services and incidents in every run.
void seed(Account& account, const Options& options);

} // namespace callout::sandbox
