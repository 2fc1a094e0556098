#pragma once

#include "sandbox/message.hpp"
#include "sandbox/state.hpp"

namespace callout::sandbox {

/// Answers what lies under `/sandbox`: looking into the sandbox, resetting it, ordering faults. No credential
/// is asked for, since it listens on loopback only. The README of the sandbox lists the requests.
Response answer_control(const Request& request, State& state);

/// Empties the account and seeds it again; forgets tokens, faults, the log and moves of the clock.
void reset(State& state);

} // namespace callout::sandbox
