#pragma once

#include <chrono>

#include <callout/plugin.h>
#include <callout/sdk/wait_limit.hpp>

namespace callout::rest {

/// Waits until `time`. CALLOUT_OK when it came, else CALLOUT_E_DEADLINE or CALLOUT_E_CANCELLED, at once.
callout_status pause_until(std::chrono::steady_clock::time_point time, const sdk::WaitLimit& limit);

/// Whether the limit is over: CALLOUT_OK when it is not.
callout_status check(const sdk::WaitLimit& limit);

} // namespace callout::rest
