// Planned work: maintenance windows, and the change events that tell what was done.
#include <algorithm>
#include <array>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/router.hpp"

namespace callout::sandbox {
namespace {

bool in_state(const json::object& window, std::string_view filter, const std::string& now) {
  const bool begun = text(window, "start_time") <= now;
  const bool over = text(window, "end_time") <= now;
  if (filter == "past") {
    return over;
  }
  if (filter == "future") {
    return !begun;
  }
  if (filter == "ongoing") {
    return begun && !over;
  }
  return filter != "open" || !over;
}

bool of_asked_service(const Parameters& query, const json::object& window) {
  const auto services = children(window, "services");
  return all_parameters(query, "service_ids[]").empty() ||
         std::any_of(services.begin(), services.end(), [&](const json::object* service) {
           return allowed_by(query, "service_ids[]", text(*service, "id"));
         });
}

Response list_windows(Call& call) {
  const Parameters& query = call.request.query;
  if (auto refusal = check_values(query, "filter", {"past", "future", "ongoing", "open", "all"})) {
    return *refusal;
  }
  const std::string_view filter = find_parameter(query, "filter").value_or("all");
  std::vector<const json::object*> found;
  for (const json::object& window : call.account.maintenance_windows) {
    if (in_state(window, filter, to_timestamp(call.account.now)) && of_asked_service(query, window) &&
        of_asked_team(query, window) && matches_query(query, window, "description")) {
      found.push_back(&window);
    }
  }
  return listed(call, "maintenance_windows", found);
}

Response get_window(Call& call) {
  const json::object* window = call.account.maintenance_windows.find(call.ids[0]);
  return window == nullptr ? not_found() : wrapped(200, "maintenance_window", *window);
}

std::vector<std::string> wrong_in(const Call& call, const json::object& given) {
  std::vector<std::string> wrong;
  const auto start = parse_timestamp(text(given, "start_time"));
  const auto end = parse_timestamp(text(given, "end_time"));
  if (!start || !end) {
    wrong.emplace_back("Start time and end time must be ISO 8601 dates");
  } else if (*end <= *start || *end <= call.account.now) {
    wrong.emplace_back("End time must follow the start time and lie in the future");
  }
  const auto services = children(given, "services");
  if (services.empty()) {
    wrong.emplace_back("Services cannot be empty");
  }
  for (const json::object* service : services) {
    if (call.account.services.find(text(*service, "id")) == nullptr) {
      wrong.emplace_back("Service Not Found");
    }
  }
  return wrong;
}

Response create_window(Call& call) {
  const auto given = wrapped_body(call.request, "maintenance_window");
  if (!given) {
    return given.error();
  }
  if (auto wrong = wrong_in(call, *given); !wrong.empty()) {
    return invalid_input(wrong);
  }
  Account& account = call.account;
  json::object window = make_resource(
      account, "maintenance_windows", "maintenance_window", account.next_id(), text(*given, "description"));
  window["sequence_number"] = account.maintenance_windows.size() + 1;
  window["start_time"] = to_timestamp(*parse_timestamp(text(*given, "start_time")));
  window["end_time"] = to_timestamp(*parse_timestamp(text(*given, "end_time")));
  window["description"] = text(*given, "description");
  window["created_by"] = call.agent();
  window["teams"] = json::array();
  json::array services;
  for (const json::object* service : children(*given, "services")) {
    services.push_back(reference_to(*account.services.find(text(*service, "id"))));
  }
  window["services"] = std::move(services);
  account.count_effect("maintenance_window.create");
  return wrapped(201, "maintenance_window", account.maintenance_windows.add(std::move(window)));
}

// A window that has begun is ended, one that has not is removed, one that is over stays.
Response delete_window(Call& call) {
  json::object* window = call.account.maintenance_windows.find(call.ids[0]);
  if (window == nullptr) {
    return not_found();
  }
  const std::string now = to_timestamp(call.account.now);
  if (text(*window, "end_time") <= now) {
    return api_error(405, 2001, "The maintenance window is over and cannot be deleted");
  }
  if (text(*window, "start_time") <= now) {
    (*window)["end_time"] = now;
  } else {
    call.account.maintenance_windows.erase(call.ids[0]);
  }
  call.account.count_effect("maintenance_window.delete");
  Response response;
  response.status = 204;
  return response;
}

Response list_change_events(Call& call) {
  std::vector<const json::object*> found;
  for (const json::object& event : call.account.change_events) {
    found.push_back(&event);
  }
  std::reverse(found.begin(), found.end());
  return listed(call, "change_events", found);
}

Response get_change_event(Call& call) {
  const json::object* event = call.account.change_events.find(call.ids[0]);
  return event == nullptr ? not_found() : wrapped(200, "change_event", *event);
}

constexpr std::array routes{
    Route{"GET", "/maintenance_windows", "services.read", list_windows},
    Route{"POST", "/maintenance_windows", "services.write", create_window, From::required},
    Route{"GET", "/maintenance_windows/{}", "services.read", get_window},
    Route{"DELETE", "/maintenance_windows/{}", "services.write", delete_window},
    Route{"GET", "/change_events", "change_events.read", list_change_events},
    Route{"GET", "/change_events/{}", "change_events.read", get_change_event},
};

} // namespace

std::span<const Route> maintenance_routes() {
  return routes;
}

} // namespace callout::sandbox
