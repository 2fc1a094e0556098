#include "sandbox/seed_incidents.hpp"

#include <array>

#include "sandbox/members.hpp"
#include "sandbox/seed.hpp"
#include "sandbox/store/alerts.hpp"
#include "sandbox/store/incidents.hpp"

namespace callout::sandbox {
namespace {

struct IncidentSeed {
  std::string_view id;
  std::string_view service;
  std::string_view status;
  std::string_view urgency;
  int minutes_ago;
  std::string_view priority;
  std::string_view title;
};

constexpr std::array<std::string_view, 5> service_ids{"PSERV01", "PSERV02", "PSERV03", "PSERV04", "PSERV05"};

constexpr std::array incidents{
    IncidentSeed{
        "QSANDBOXINC001", "PSERV05", "resolved", "low", 2880, "PPRIO05", "Nightly report finished late"},
    IncidentSeed{
        "QSANDBOXINC002", "PSERV03", "resolved", "high", 1500, "PPRIO02", "Replica two fell behind by 90 s"},
    IncidentSeed{
        "QSANDBOXINC003", "PSERV01", "resolved", "high", 720, "PPRIO03", "Certificate renewal failed once"},
    IncidentSeed{
        "QSANDBOXINC004", "PSERV04", "acknowledged", "high", 190, "PPRIO03", "Index rebuild stopped at 62 %"},
    IncidentSeed{
        "QSANDBOXINC005", "PSERV02", "acknowledged", "high", 95, "PPRIO02", "Card declines above 8 %"},
    IncidentSeed{
        "QSANDBOXINC006", "PSERV05", "acknowledged", "low", 80, "", "Warehouse load skipped two files"},
    IncidentSeed{
        "QSANDBOXINC007", "PSERV05", "triggered", "low", 64, "PPRIO04", "Disk of the batch host at 81 %"},
    IncidentSeed{"QSANDBOXINC008",
                 "PSERV01",
                 "triggered",
                 "high",
                 41,
                 "PPRIO01",
                 "Checkout answers 5xx for 4 % of orders"},
    IncidentSeed{"QSANDBOXINC009",
                 "PSERV03",
                 "triggered",
                 "high",
                 33,
                 "PPRIO02",
                 "Order database: connections exhausted"},
    IncidentSeed{"QSANDBOXLOCKED",
                 "PSERV02",
                 "triggered",
                 "high",
                 27,
                 "PPRIO02",
                 "Settlement file rejected by the bank"},
    IncidentSeed{
        "QSANDBOXINC011", "PSERV04", "triggered", "high", 12, "PPRIO03", "Search latency p99 above 2 s"},
    IncidentSeed{"QSANDBOXINC012", "PSERV04", "triggered", "low", 5, "", "Spelling dictionary is a week old"},
};

void open_seeded(Account& account, const IncidentSeed& row) {
  IncidentDraft draft;
  draft.title = std::string(row.title);
  draft.service = account.services.find(row.service);
  draft.urgency = std::string(row.urgency);
  draft.incident_key = "seed/" + std::string(row.id);
  draft.agent = reference_to(*draft.service);
  draft.id = std::string(row.id);
  if (const json::object* priority = account.priorities.find(row.priority)) {
    draft.priority = *priority;
  }
  json::object& incident = open_incident(account, std::move(draft));
  add_alert(account, incident, {std::string(row.title), "seed/" + std::string(row.id), "error", {}, {}});
  const json::object engineer = reference_to(*account.users.find("PUSER01"));
  account.now += std::chrono::minutes(4);
  if (row.status != "triggered") {
    acknowledge(account, incident, engineer);
  }
  if (row.status == "resolved") {
    account.now += std::chrono::minutes(30);
    resolve(account, incident, engineer, "");
  }
}

void seed_generated(Account& account, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    IncidentDraft draft;
    draft.title = "Generated incident " + std::to_string(i + 1);
    draft.service = account.services.find(service_ids.at(i % service_ids.size()));
    draft.urgency = i % 3 == 0 ? "high" : "low";
    draft.incident_key = "generated/" + std::to_string(i + 1);
    draft.agent = reference_to(*draft.service);
    open_incident(account, std::move(draft));
  }
}

} // namespace

void seed_incidents(Account& account, const Options& options) {
  const TimePoint now = account.now;
  account.last_incident_number = 1000;
  for (const IncidentSeed& row : incidents) {
    account.now = now - std::chrono::minutes(row.minutes_ago);
    open_seeded(account, row);
  }
  account.now = now;
  account.locked_incidents.insert(std::string(locked_incident_id));
  seed_generated(account, options.seed_incidents);
}

} // namespace callout::sandbox
