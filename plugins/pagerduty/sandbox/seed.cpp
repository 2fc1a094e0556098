#include "sandbox/seed.hpp"

#include <array>

#include "sandbox/members.hpp"
#include "sandbox/seed_incidents.hpp"

namespace callout::sandbox {
namespace {

struct Named {
  std::string_view id;
  std::string_view name;
  std::string_view description;
};

struct UserSeed {
  std::string_view id;
  std::string_view name;
  std::string_view email;
  std::string_view role;
  std::string_view team;
};

struct PolicySeed {
  std::string_view id;
  std::string_view name;
  std::string_view team;
  std::string_view schedule; ///< empty: the first level is the user alone
  std::string_view user;
};

struct ServiceSeed {
  std::string_view id;
  std::string_view name;
  std::string_view description;
  std::string_view policy;
  std::string_view team;
  std::string_view urgency;
};

constexpr std::array teams{
    Named{"PTEAM01", "Platform", "Runs what the product stands on"},
    Named{"PTEAM02", "Payments", "Takes orders and money"},
    Named{"PTEAM03", "Data", "Search, reports and the warehouse"},
};

constexpr std::array users{
    UserSeed{"PUSER01", "On-call Engineer One", "engineer.one@example.com", "limited_user", "PTEAM01"},
    UserSeed{"PUSER02", "On-call Engineer Two", "engineer.two@example.com", "limited_user", "PTEAM02"},
    UserSeed{"PUSER03", "On-call Engineer Three", "engineer.three@example.com", "limited_user", "PTEAM03"},
    UserSeed{"PUSER04", "Incident Commander", "incident.commander@example.com", "admin", "PTEAM01"},
    UserSeed{"PUSER05", "Service Owner", "service.owner@example.com", "user", "PTEAM02"},
    UserSeed{"PUSER06", "Automation", "automation@example.com", "user", "PTEAM01"},
};

constexpr std::array policies{
    PolicySeed{"PESCP01", "Platform on call", "PTEAM01", "PSCHED1", "PUSER04"},
    PolicySeed{"PESCP02", "Payments on call", "PTEAM02", "PSCHED2", "PUSER05"},
    PolicySeed{"PESCP03", "Data, best effort", "PTEAM03", "", "PUSER03"},
};

constexpr std::array services{
    ServiceSeed{"PSERV01", "Checkout API", "Takes orders", "PESCP02", "PTEAM02", "high"},
    ServiceSeed{"PSERV02", "Payment Gateway", "Talks to the card networks", "PESCP02", "PTEAM02", "high"},
    ServiceSeed{"PSERV03", "Order Database", "Primary and replicas", "PESCP01", "PTEAM01", "high"},
    ServiceSeed{"PSERV04", "Search", "Finds products", "PESCP03", "PTEAM03", "high"},
    ServiceSeed{"PSERV05", "Nightly Reports", "Batch jobs", "PESCP03", "PTEAM03", "low"},
};

constexpr std::array priorities{
    Named{"PPRIO01", "P1", "Many customers cannot use the product"},
    Named{"PPRIO02", "P2", "A main function is down for some customers"},
    Named{"PPRIO03", "P3", "Degraded, customers notice"},
    Named{"PPRIO04", "P4", "Needs work, customers do not notice"},
    Named{"PPRIO05", "P5", "Cosmetic"},
};

json::array list_of(json::object item) {
  json::array list;
  list.push_back(std::move(item));
  return list;
}

json::object
named(const Account& account, std::string_view collection, std::string_view type, const Named& row) {
  json::object resource = make_resource(account, collection, type, row.id, row.name);
  resource["name"] = row.name;
  resource["description"] = row.description;
  return resource;
}

void seed_people(Account& account) {
  for (const Named& row : teams) {
    account.teams.add(named(account, "teams", "team", row))["default_role"] = "manager";
  }
  for (const UserSeed& row : users) {
    json::object& user = account.users.add(named(account, "users", "user", {row.id, row.name, ""}));
    user["email"] = row.email;
    user["role"] = row.role;
    user["time_zone"] = "Etc/UTC";
    user["color"] = "teal";
    user["job_title"] = row.name;
    user["invitation_sent"] = false;
    user["contact_methods"] = json::array();
    user["notification_rules"] = json::array();
    user["teams"] = list_of(reference_to(*account.teams.find(row.team)));
  }
}

json::object
schedule_of(const Account& account, const Named& row, std::initializer_list<const char*> members) {
  json::object schedule = named(account, "schedules", "schedule", row);
  json::array references;
  json::array layer_users;
  for (const char* id : members) {
    references.push_back(reference_to(*account.users.find(id)));
    layer_users.push_back(json::object{{"user", references.back()}});
  }
  schedule["time_zone"] = "Etc/UTC";
  schedule["users"] = std::move(references);
  schedule["teams"] = json::array();
  schedule["escalation_policies"] = json::array();
  schedule["schedule_layers"] = list_of({{"id", std::string(row.id) + "L"},
                                         {"name", "Layer 1"},
                                         {"start", "2026-01-01T00:00:00Z"},
                                         {"rotation_virtual_start", "2026-01-01T00:00:00Z"},
                                         {"rotation_turn_length_seconds", 86400},
                                         {"restrictions", json::array()},
                                         {"users", std::move(layer_users)}});
  return schedule;
}

void seed_schedules(Account& account) {
  account.schedules.add(
      schedule_of(account, {"PSCHED1", "Platform primary", "A day each"}, {"PUSER01", "PUSER02", "PUSER03"}));
  account.schedules.add(
      schedule_of(account, {"PSCHED2", "Payments primary", "A day each"}, {"PUSER02", "PUSER05"}));
  json::object shifts =
      schedule_of(account, {"PSCHED3", "Data shifts", "A day each"}, {"PUSER03", "PUSER04"});
  shifts["type"] = "schedule_v3";
  shifts["self"] = account.base_url + "/v3/schedules/PSCHED3";
  account.shift_schedules.add(std::move(shifts));
}

json::object rule(std::string_view id, const json::object& target) {
  return {{"id", id}, {"escalation_delay_in_minutes", 30}, {"targets", list_of(reference_to(target))}};
}

void seed_policies(Account& account) {
  for (const PolicySeed& row : policies) {
    json::object& policy = account.escalation_policies.add(
        named(account, "escalation_policies", "escalation_policy", {row.id, row.name, ""}));
    json::array rules;
    if (!row.schedule.empty()) {
      json::object& schedule = *account.schedules.find(row.schedule);
      rules.push_back(rule(std::string(row.id) + "A", schedule));
      schedule["escalation_policies"].as_array().push_back(reference_to(policy));
    }
    rules.push_back(rule(std::string(row.id) + "B", *account.users.find(row.user)));
    policy["escalation_rules"] = std::move(rules);
    policy["num_loops"] = 2;
    policy["on_call_handoff_notifications"] = "if_has_services";
    policy["services"] = json::array();
    policy["teams"] = list_of(reference_to(*account.teams.find(row.team)));
  }
}

void add_integration(Account& account, json::object& service, std::size_t number) {
  std::string key(first_routing_key);
  key.back() = static_cast<char>('0' + number);
  const std::string id = "PINTG0" + std::to_string(number);
  json::object integration = make_resource(account,
                                           "services/" + std::string(text(service, "id")) + "/integrations",
                                           "events_api_v2_inbound_integration",
                                           id,
                                           "Events API v2");
  integration["name"] = "Events API v2";
  integration["integration_key"] = key;
  integration["service"] = reference_to(service);
  service["integrations"] = list_of(std::move(integration));
  account.routing_keys.emplace(std::move(key), std::string(text(service, "id")));
}

void seed_services(Account& account) {
  std::size_t number = 0;
  for (const ServiceSeed& row : services) {
    json::object& service =
        account.services.add(named(account, "services", "service", {row.id, row.name, row.description}));
    json::object& policy = *account.escalation_policies.find(row.policy);
    service["status"] = "active";
    service["created_at"] = to_timestamp(account.now - std::chrono::hours(24 * 200));
    service["auto_resolve_timeout"] = nullptr;
    service["acknowledgement_timeout"] = nullptr;
    service["alert_creation"] = "create_alerts_and_incidents";
    service["incident_urgency_rule"] = json::object{{"type", "constant"}, {"urgency", row.urgency}};
    service["support_hours"] = nullptr;
    service["scheduled_actions"] = json::array();
    service["escalation_policy"] = reference_to(policy);
    service["teams"] = list_of(reference_to(*account.teams.find(row.team)));
    add_integration(account, service, ++number);
    policy["services"].as_array().push_back(reference_to(service));
  }
}

void seed_change(Account& account) {
  account.change_events.add(
      {{"id", account.next_id()},
       {"type", "change_event"},
       {"summary", "Deployed Checkout API 2026.11"},
       {"timestamp", to_timestamp(account.now - std::chrono::minutes(48))},
       {"source", "deploy-pipeline"},
       {"services", list_of(reference_to(*account.services.find("PSERV01")))},
       {"integration", json::object{{"id", "PINTG01"}, {"type", "inbound_integration_reference"}}},
       {"custom_details", json::object{{"version", "2026.11"}}},
       {"links", json::array()}});
}

} // namespace

void seed(Account& account, const Options& options) {
  seed_people(account);
  seed_schedules(account);
  seed_policies(account);
  seed_services(account);
  for (const Named& row : priorities) {
    account.priorities.add(named(account, "priorities", "priority", row));
  }
  json::object& tag = account.tags.add(make_resource(account, "tags", "tag", "PTAGS01", "tier-1"));
  tag["label"] = "tier-1";
  seed_incidents(account, options);
  seed_change(account);
  account.effects.clear();
}

} // namespace callout::sandbox
