#pragma once

/// The scope that says which account an app acts for.

#include <string>
#include <string_view>

#include <callout/rest/result.hpp>

#include "region.hpp"

namespace callout::pagerduty {

struct Account {
  Region region = Region::us;
  std::string subdomain; ///< "acme" of acme.pagerduty.com
};

/// Reads `as_account-<region>.<subdomain>`, which PagerDuty wants once in the scope of a token for client
/// credentials. `scope` is separated by spaces. CALLOUT_E_INVALID_ARGUMENT, pointing to /scope, when it is
/// not there, there twice, or malformed.
rest::Result<Account> read_account(std::string_view scope);

} // namespace callout::pagerduty
