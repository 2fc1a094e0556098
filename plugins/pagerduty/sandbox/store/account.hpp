#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sandbox/store/collection.hpp"
#include "sandbox/timestamps.hpp"

namespace callout::sandbox {

/// Everything that one PagerDuty account holds. Not thread-safe: the Sandbox lets one request in at a time.
struct Account {
  std::string base_url; ///< without a slash at the end; `self` links start with it
  TimePoint now;        ///< the moment of the request that is being answered

  Collection users;
  Collection teams;
  Collection services;
  Collection escalation_policies;
  Collection schedules;
  Collection shift_schedules; ///< those of /v3/schedules
  Collection priorities;
  Collection incidents;
  Collection alerts;
  Collection log_entries;
  Collection maintenance_windows;
  Collection change_events;
  Collection tags;
  Collection webhook_subscriptions;
  std::unordered_map<std::string, json::array> notes;           ///< by incident
  std::unordered_map<std::string, json::array> overrides;       ///< by schedule
  std::map<std::string, std::string, std::less<>> routing_keys; ///< Events API key to service
  std::set<std::string, std::less<>> locked_incidents;          ///< refuse every change of their status
  std::map<std::string, std::int64_t> effects;                  ///< how often each kind of change took effect
  std::int64_t last_incident_number = 0;
  std::uint64_t ids_given = 0;

  /// An id that was not given before, such as "Q1C4ZK0M2P9XW7": the same sequence in every run.
  std::string next_id();

  /// Counts a change that took effect.
  void count_effect(const std::string& name) { ++effects[name]; }
};

/// A resource with the members that all have: id, type, summary, self and html_url.
///
/// `collection` is the resource's place in a URL, such as "escalation_policies".
json::object make_resource(const Account& account,
                           std::string_view collection,
                           std::string_view type,
                           std::string_view id,
                           std::string_view summary);

/// The user with an e-mail, compared without case, or nullptr.
const json::object* find_user_by_email(const Account& account, std::string_view email);

} // namespace callout::sandbox
