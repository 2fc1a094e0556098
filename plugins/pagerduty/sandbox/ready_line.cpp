#include "sandbox/ready_line.hpp"

#include <unistd.h>

#include "sandbox/seed.hpp"

namespace callout::sandbox {

boost::json::object ready_line(const Options& options, const std::string& ca_file) {
  const std::string scope =
      options.scope.empty() ? "as_account-" + options.account + " " + options.app_scopes : options.scope;
  return {{"base_url", options.base_url},
          {"token_url", options.base_url + "/oauth/token"},
          {"events_url", options.base_url},
          {"control_url", options.base_url + "/sandbox"},
          {"ca_file", ca_file},
          {"client_id", options.client_id},
          {"client_secret", options.client_secret},
          {"api_token", options.api_token},
          {"scope", scope},
          {"routing_key", first_routing_key},
          {"from", "automation@example.com"},
          {"locked_incident", locked_incident_id},
          {"pid", static_cast<std::int64_t>(getpid())}};
}

} // namespace callout::sandbox
