#pragma once

/// What the program's exit status says.

#include <callout/host/failure.hpp>

namespace callout::host::cli {

enum class ExitStatus : int {
  done = 0,
  failed = 1,       ///< the action or the workflow failed
  usage = 2,        ///< wrong usage, or a file that cannot be used
  interrupted = 130 ///< Ctrl-C or SIGTERM
};

/// Who has to act on a failed call. CALLOUT_E_UNKNOWN_ACTION, and CALLOUT_E_INVALID_ARGUMENT without an
/// HTTP status, were refused before anything was sent: usage. CALLOUT_E_CANCELLED: interrupted. Else failed.
ExitStatus exit_status_of(const Failure& failure);

} // namespace callout::host::cli
