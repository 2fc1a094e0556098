#pragma once

#include "sandbox/options.hpp"
#include "sandbox/store/account.hpp"

namespace callout::sandbox {

/// Opens the incidents of a fresh account, some of them acknowledged or resolved, and the generated ones that
/// the options ask for. The account has its people, services and priorities already.
void seed_incidents(Account& account, const Options& options);

} // namespace callout::sandbox
