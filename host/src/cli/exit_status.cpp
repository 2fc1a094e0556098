#include "exit_status.hpp"

namespace callout::host::cli {

ExitStatus exit_status_of(const Failure& failure) {
  switch (failure.status) {
  case CALLOUT_E_CANCELLED:
    return ExitStatus::interrupted;
  case CALLOUT_E_UNKNOWN_ACTION:
    return ExitStatus::usage;
  case CALLOUT_E_INVALID_ARGUMENT: // with an HTTP status it is the service's own refusal
    return failure.problem.contains("status") ? ExitStatus::failed : ExitStatus::usage;
  default:
    return ExitStatus::failed;
  }
}

} // namespace callout::host::cli
