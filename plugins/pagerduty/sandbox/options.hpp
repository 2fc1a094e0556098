#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/faults.hpp"
#include "sandbox/timestamps.hpp"

namespace callout::sandbox {

/// Every scope the app may hold unless told otherwise: all that the sandbox's operations ask for.
constexpr std::string_view all_scopes =
    "abilities.read change_events.read escalation_policies.read escalation_policies.write incidents.read "
    "incidents.write oncalls.read priorities.read schedules.read schedules.write services.read "
    "services.write "
    "tags.read teams.read teams.write users.read users.write webhook_subscriptions.read "
    "webhook_subscriptions.write";

/// What a sandbox is told when it starts. The secrets are well-known values: they protect nothing.
struct Options {
  std::uint16_t port = 0; ///< 0 lets the system choose
  std::string account =
      "us.sandbox"; ///< region and subdomain, as in the scope as_account-<region>.<subdomain>
  std::string client_id = "sandbox-client-id";
  std::string client_secret = "sandbox-client-secret";
  std::string api_token = "sandbox-api-token";
  std::string api_token_user; ///< e-mail of the user whose key api_token is; empty makes it an account key
  std::string scope; ///< what the ready line suggests asking for; empty means the account and app_scopes
  std::string app_scopes{all_scopes};
  std::chrono::seconds token_lifetime{86400};
  std::size_t seed_incidents = 0; ///< generated incidents on top of the described ones
  unsigned rate_limit = 960;      ///< requests a minute for each credential
  std::vector<Fault> faults;
  std::string state_dir; ///< where ca.pem goes; empty makes a private directory that is removed at the end
  std::string base_url = "https://127.0.0.1"; ///< set by RunningSandbox once its port is known
  bool verbose = false;                       ///< one JSON line on stderr for each request
  std::function<TimePoint()> clock = [] {
    return std::chrono::system_clock::now();
  };
};

} // namespace callout::sandbox
