#include <algorithm>
#include <array>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/paging.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/expansion.hpp"
#include "sandbox/rest/router.hpp"

namespace callout::sandbox {
namespace {

constexpr std::array<std::string_view, 5> overview_types{"trigger_log_entry",
                                                         "acknowledge_log_entry",
                                                         "resolve_log_entry",
                                                         "escalate_log_entry",
                                                         "annotate_log_entry"};

bool in_overview(const json::object& entry) {
  return std::find(overview_types.begin(), overview_types.end(), text(entry, "type")) != overview_types.end();
}

// The newest first, as PagerDuty lists them; `incident_id` may be empty for those of all incidents.
Response entries_of(const Call& call, std::string_view incident_id) {
  const Parameters& query = call.request.query;
  const auto since = read_time(query, "since");
  const auto until = read_time(query, "until");
  const auto page = read_page(query);
  if (!since || !until || !page) {
    return !since ? since.error() : !until ? until.error() : page.error();
  }
  const std::string first = *since ? to_timestamp(**since) : "";
  const std::string last = *until ? to_timestamp(**until) : "9999";
  const bool overview = find_parameter(query, "is_overview") == "true";
  std::vector<const json::object*> found;
  for (const json::object& entry : call.account.log_entries) {
    const std::string_view at = text(entry, "created_at");
    if ((incident_id.empty() || reference_id(entry, "incident") == incident_id) && at >= first && at < last &&
        (!overview || in_overview(entry)) && of_asked_team(query, entry)) {
      found.push_back(&entry);
    }
  }
  std::reverse(found.begin(), found.end());
  std::stable_sort(found.begin(), found.end(), [](const json::object* left, const json::object* right) {
    return text(*left, "created_at") > text(*right, "created_at");
  });
  json::object body = page_of("log_entries", found, *page);
  for (json::value& entry : body["log_entries"].as_array()) {
    entry = expanded(call.account, query, entry.as_object());
  }
  return json_response(200, body);
}

Response list_log_entries(Call& call) {
  return entries_of(call, "");
}

Response list_incident_log_entries(Call& call) {
  return call.account.incidents.find(call.ids[0]) == nullptr ? not_found() : entries_of(call, call.ids[0]);
}

Response get_log_entry(Call& call) {
  const json::object* entry = call.account.log_entries.find(call.ids[0]);
  return entry == nullptr ? not_found()
                          : wrapped(200, "log_entry", expanded(call.account, call.request.query, *entry));
}

constexpr std::array routes{
    Route{"GET", "/log_entries", "incidents.read", list_log_entries},
    Route{"GET", "/log_entries/{}", "incidents.read", get_log_entry},
    Route{"GET", "/incidents/{}/log_entries", "incidents.read", list_incident_log_entries},
};

} // namespace

std::span<const Route> log_entry_routes() {
  return routes;
}

} // namespace callout::sandbox
