#include "sandbox/rest/expansion.hpp"

#include <array>

#include "sandbox/members.hpp"

namespace callout::sandbox {
namespace {

// Where an `include[]` value finds references: in a member, or in the members of a list's entries.
struct Place {
  std::string_view include;
  std::string_view member;
  std::string_view entry_member; ///< empty when the member itself is the reference, or a list of references
  const Collection Account::*collection;
};

const std::array places{
    Place{"services", "service", "", &Account::services},
    Place{"escalation_policies", "escalation_policy", "", &Account::escalation_policies},
    Place{"priorities", "priority", "", &Account::priorities},
    Place{"first_trigger_log_entries", "first_trigger_log_entry", "", &Account::log_entries},
    Place{"incidents", "incident", "", &Account::incidents},
    Place{"teams", "teams", "", &Account::teams},
    Place{"assignees", "assignments", "assignee", &Account::users},
    Place{"users", "assignments", "assignee", &Account::users},
    Place{"acknowledgers", "acknowledgements", "acknowledger", &Account::users},
    Place{"agents", "last_status_change_by", "", &Account::users},
    Place{"agents", "agent", "", &Account::users},
};

void replace(json::value& reference, const Collection& collection) {
  if (reference.is_object()) {
    if (const json::object* whole = collection.find(text(reference.get_object(), "id"))) {
      reference = *whole;
    }
  }
}

void replace_in_list(json::array& list, std::string_view entry_member, const Collection& collection) {
  for (json::value& entry : list) {
    if (entry_member.empty()) {
      replace(entry, collection);
    } else if (json::value* reference =
                   entry.is_object() ? entry.get_object().if_contains(entry_member) : nullptr) {
      replace(*reference, collection);
    }
  }
}

// Replaces what one place of the resource refers to; a place that it does not have is left.
void expand_place(const Account& account, const Place& place, json::object& resource) {
  json::value* member = resource.if_contains(place.member);
  if (member == nullptr) {
    return;
  }
  if (member->is_array()) {
    replace_in_list(member->get_array(), place.entry_member, account.*place.collection);
  } else {
    replace(*member, account.*place.collection);
  }
}

void expand(const Account& account, std::string_view include, json::object& copy) {
  for (const Place& place : places) {
    if (place.include == include) {
      expand_place(account, place, copy);
    }
  }
}

} // namespace

json::object expanded(const Account& account, const Parameters& query, const json::object& resource) {
  json::object copy = resource;
  for (const std::string_view include : all_parameters(query, "include[]")) {
    expand(account, include, copy);
  }
  return copy;
}

} // namespace callout::sandbox
