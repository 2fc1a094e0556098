#pragma once

#include <string>
#include <vector>

#include "sandbox/store/account.hpp"

namespace callout::sandbox {

/// One stretch of time in which one user is on call for a schedule.
struct Turn {
  std::string user_id;
  TimePoint start;
  TimePoint end;
};

/// The turns of a schedule that touch [from, until), overrides applied. Ends after a thousand turns.
std::vector<Turn>
schedule_turns(const Account& account, const json::object& schedule, TimePoint from, TimePoint until);

/// Lets none of the turns reach beyond [from, until).
void truncate(std::vector<Turn>& turns, TimePoint from, TimePoint until);

/// The user who is on call for a schedule at a moment, or nullptr for a schedule without users.
const json::object* on_call_user(const Account& account, const json::object& schedule, TimePoint at);

/// One row of `GET /oncalls`.
struct OnCall {
  const json::object* policy = nullptr;
  std::int64_t level = 0;
  const json::object* user = nullptr;
  const json::object* schedule = nullptr; ///< nullptr when the policy names the user itself
  Turn turn;                              ///< meaningless without a schedule: such a user is always on call
};

/// Who is on call for every level of an escalation policy in [from, until).
std::vector<OnCall>
on_calls(const Account& account, const json::object& policy, TimePoint from, TimePoint until);

} // namespace callout::sandbox
