#include <set>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <doctest/doctest.h>

#include "curated/handle.hpp"

namespace json = boost::json;
using namespace callout::pagerduty::curated;

TEST_CASE("read_handle: what people have at hand") {
  struct Row {
    Kind kind;
    json::value given;
    Form form;
    std::string_view text;
  };

  const Row rows[] = {
      {Kind::incident, "Q02JTSNZWHSEKV", Form::id, "Q02JTSNZWHSEKV"},
      {Kind::incident, "QABCDEFGHIJKLM", Form::id, "QABCDEFGHIJKLM"},
      {Kind::incident, 1012, Form::number, "1012"},
      {Kind::incident, "1012", Form::number, "1012"},
      {Kind::incident, "#1012", Form::number, "1012"},
      {Kind::incident, "https://acme.pagerduty.com/incidents/Q02JTSNZWHSEKV", Form::id, "Q02JTSNZWHSEKV"},
      {Kind::incident,
       "https://acme.pagerduty.com/incidents/Q02JTSNZWHSEKV/timeline?x=1#y",
       Form::id,
       "Q02JTSNZWHSEKV"},
      {Kind::incident, "https://api.eu.pagerduty.com/incidents/PT4KHLK", Form::id, "PT4KHLK"},
      {Kind::incident, json::object{{"id", "PT4KHLK"}, {"type", "incident_reference"}}, Form::id, "PT4KHLK"},
      {Kind::incident, json::object{{"id", "anything"}}, Form::id, "anything"},
      {Kind::user, "me", Form::me, "me"},
      {Kind::user, "sre@example.com", Form::email, "sre@example.com"},
      {Kind::user, "Jo @ night", Form::name, "Jo @ night"},
      {Kind::user, "PABC123", Form::id, "PABC123"},
      {Kind::user, "https://acme.pagerduty.com/users/PABC123/notification_rules", Form::id, "PABC123"},
      {Kind::service, "me", Form::name, "me"},
      {Kind::service, "PAYMENTS", Form::id_or_name, "PAYMENTS"},
      {Kind::service, "PAYMENT", Form::id_or_name, "PAYMENT"}, // as long as an id, without a digit
      {Kind::service, "PROD2024", Form::id_or_name, "PROD2024"},
      {Kind::service, "PROD24", Form::id_or_name, "PROD24"},
      {Kind::service, "PRODUCTION2024", Form::id, "PRODUCTION2024"},
      {Kind::service, "Q1", Form::name, "Q1"},
      {Kind::service, "Payments", Form::name, "Payments"},
      {Kind::service, "a@b", Form::name, "a@b"},
      {Kind::service, "https://acme.pagerduty.com/service-directory/PSERV01", Form::id, "PSERV01"},
      {Kind::service, "https://acme.pagerduty.com/services/PSERV01", Form::id, "PSERV01"},
      {Kind::schedule, "https://acme.pagerduty.com/schedules#PSCHED1", Form::id, "PSCHED1"},
      {Kind::escalation_policy,
       "https://acme.pagerduty.com/escalation_policies#PESCP01",
       Form::id,
       "PESCP01"},
      {Kind::priority, "P1", Form::name, "P1"},
      {Kind::team, "1012", Form::name, "1012"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const Handle handle = read_handle(row.kind, row.given);
    CHECK(handle.form == row.form);
    CHECK(handle.text == row.text);
  }
}

TEST_CASE("read_handle: what cannot be meant says why") {
  struct Row {
    Kind kind;
    json::value given;
    std::string_view why;
  };

  const Row rows[] = {
      {Kind::incident, "", "is empty"},
      {Kind::incident, "Disk full", "is neither an id nor a number nor an address of an incident"},
      {Kind::incident, -1, "is no incident's number"},
      {Kind::incident, 1.5, "is neither a text nor an object with `id`"},
      {Kind::incident, json::array{}, "is neither a text nor an object with `id`"},
      {Kind::incident, json::object{}, "is an object without `id`"},
      {Kind::incident, json::object{{"id", ""}}, "is an object without `id`"},
      {Kind::incident,
       "https://acme.pagerduty.com/services/PSERV01",
       "names a service, not the incident that is wanted"},
      {Kind::service,
       json::object{{"id", "Q1"}, {"type", "incident"}},
       "names an incident, not the service that is wanted"},
      {Kind::user, "https://acme.pagerduty.com/users", "is the address of no user"},
      {Kind::user, "https://acme.pagerduty.com/", "is the address of no user"},
      {Kind::user, "https://[broken", "is no valid address"},
      {Kind::user, 7, "is neither a text nor an object with `id`"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    CHECK(read_handle(row.kind, row.given) == Handle{Form::unusable, std::string(row.why)});
  }
}

TEST_CASE("facts_of: each kind has its own row") {
  std::set<std::string_view> keys;
  for (const Kind kind : all_kinds) {
    CHECK(keys.insert(facts_of(kind).key).second);
    CHECK(facts_of(kind).reference == std::string(facts_of(kind).key) + "_reference");
  }
}
