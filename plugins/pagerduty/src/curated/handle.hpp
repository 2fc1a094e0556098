#pragma once

/// What people have at hand where PagerDuty wants an id. Pure.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace callout::pagerduty::curated {

/// What is meant.
enum class Kind : std::uint8_t { incident, user, service, escalation_policy, schedule, team, priority };

constexpr std::array<Kind, 7> all_kinds{Kind::incident,
                                        Kind::user,
                                        Kind::service,
                                        Kind::escalation_policy,
                                        Kind::schedule,
                                        Kind::team,
                                        Kind::priority};

/// PagerDuty's names around a kind. All views point to static storage.
struct KindFacts {
  std::string_view key;       ///< in our schemas' "$defs", and in PagerDuty's answers: "escalation_policy"
  std::string_view noun;      ///< in sentences: "escalation policy"
  std::string_view reference; ///< type of a reference: "escalation_policy_reference"
  std::string_view list_operation; ///< "listEscalationPolicies"; empty: its items have no name
  std::string_view get_operation;  ///< "getEscalationPolicy"; empty: there is none
  bool has_query = false;          ///< the list can be narrowed by a text
  std::string_view schema;         ///< JSON Schema of what read_handle() takes, with title and description
};

const KindFacts& facts_of(Kind kind);

/// How something was named.
enum class Form : std::uint8_t {
  id,         ///< `text` is an id for certain
  id_or_name, ///< `text` could be an id, but could be a name as well
  number,     ///< `text` is an incident's number, in digits
  email,      ///< `text` is an address
  me,         ///< the user that the credential belongs to
  name,       ///< `text` is a name, to be taken exactly
  unusable    ///< `text` says why, behind a pointer to it: "is empty"
};

struct Handle {
  Form form = Form::unusable;
  std::string text;

  friend bool operator==(const Handle&, const Handle&) = default;
};

/// Reads an id, an address (`html_url` or `self`, also with further path), an object with `id` as PagerDuty
/// answers it, a user's e-mail address or `me`, an incident's number (1012, "1012" or "#1012"), or a name.
Handle read_handle(Kind kind, const boost::json::value& given);

} // namespace callout::pagerduty::curated
