#include "sandbox/store/rotation.hpp"

#include <algorithm>

#include "sandbox/members.hpp"

namespace callout::sandbox {
namespace {

constexpr std::size_t most_turns = 1000;

std::vector<std::string> rotating_users(const json::object& schedule) {
  std::vector<std::string> ids;
  for (const json::object* user : children(schedule, "users")) {
    ids.emplace_back(text(*user, "id"));
  }
  return ids;
}

std::chrono::seconds turn_length(const json::object& schedule) {
  for (const json::object* layer : children(schedule, "schedule_layers")) {
    if (const json::value* length = layer->if_contains("rotation_turn_length_seconds");
        length != nullptr && length->is_int64() && length->get_int64() > 0) {
      return std::chrono::seconds(length->get_int64());
    }
  }
  return std::chrono::hours(24 * 7);
}

std::vector<Turn> rotation_turns(const json::object& schedule, TimePoint from, TimePoint until) {
  const auto users = rotating_users(schedule);
  std::vector<Turn> turns;
  if (users.empty()) {
    return turns;
  }
  // Turns are counted from the epoch, so that everyone on call is the same in every run of one day.
  const auto length = std::chrono::duration_cast<TimePoint::duration>(turn_length(schedule));
  auto index = from.time_since_epoch() / length;
  for (TimePoint start(index * length); start < until && turns.size() < most_turns;
       start += length, ++index) {
    turns.push_back({users[static_cast<std::size_t>(index) % users.size()], start, start + length});
  }
  return turns;
}

// Cuts the stretch of an override out of the turns and puts it in.
std::vector<Turn> overlay(const std::vector<Turn>& turns, const Turn& override_turn) {
  std::vector<Turn> result;
  for (const Turn& turn : turns) {
    if (turn.end <= override_turn.start || turn.start >= override_turn.end) {
      result.push_back(turn);
      continue;
    }
    if (turn.start < override_turn.start) {
      result.push_back({turn.user_id, turn.start, override_turn.start});
    }
    if (turn.end > override_turn.end) {
      result.push_back({turn.user_id, override_turn.end, turn.end});
    }
  }
  result.push_back(override_turn);
  std::sort(result.begin(), result.end(), [](const Turn& a, const Turn& b) { return a.start < b.start; });
  return result;
}

std::vector<Turn> override_turns(const Account& account, const json::object& schedule) {
  std::vector<Turn> turns;
  const auto found = account.overrides.find(std::string(text(schedule, "id")));
  if (found == account.overrides.end()) {
    return turns;
  }
  for (const json::value& entry : found->second) {
    const json::object& one = entry.as_object();
    turns.push_back({std::string(reference_id(one, "user")),
                     parse_timestamp(text(one, "start")).value_or(TimePoint()),
                     parse_timestamp(text(one, "end")).value_or(TimePoint())});
  }
  return turns;
}

void add_target(const Account& account,
                const json::object& target,
                OnCall row,
                std::pair<TimePoint, TimePoint> range,
                std::vector<OnCall>& rows) {
  if (text(target, "type").starts_with("user")) {
    row.user = account.users.find(text(target, "id"));
    if (row.user != nullptr) {
      rows.push_back(row);
    }
    return;
  }
  row.schedule = account.schedules.find(text(target, "id"));
  if (row.schedule == nullptr) {
    return;
  }
  for (const Turn& turn : schedule_turns(account, *row.schedule, range.first, range.second)) {
    row.user = account.users.find(turn.user_id);
    row.turn = turn;
    if (row.user != nullptr) {
      rows.push_back(row);
    }
  }
}

} // namespace

std::vector<Turn>
schedule_turns(const Account& account, const json::object& schedule, TimePoint from, TimePoint until) {
  auto turns = rotation_turns(schedule, from, until);
  for (const Turn& turn : override_turns(account, schedule)) {
    if (turn.start < until && turn.end > from) {
      turns = overlay(turns, turn);
    }
  }
  std::erase_if(turns, [&](const Turn& turn) { return turn.end <= from || turn.start >= until; });
  return turns;
}

void truncate(std::vector<Turn>& turns, TimePoint from, TimePoint until) {
  for (Turn& turn : turns) {
    turn.start = std::max(turn.start, from);
    turn.end = std::min(turn.end, until);
  }
}

const json::object* on_call_user(const Account& account, const json::object& schedule, TimePoint at) {
  const auto turns = schedule_turns(account, schedule, at, at + std::chrono::seconds(1));
  return turns.empty() ? nullptr : account.users.find(turns.front().user_id);
}

std::vector<OnCall>
on_calls(const Account& account, const json::object& policy, TimePoint from, TimePoint until) {
  std::vector<OnCall> rows;
  OnCall row;
  row.policy = &policy;
  for (const json::object* rule : children(policy, "escalation_rules")) {
    ++row.level;
    for (const json::object* target : children(*rule, "targets")) {
      add_target(account, *target, row, {from, until}, rows);
    }
  }
  return rows;
}

} // namespace callout::sandbox
