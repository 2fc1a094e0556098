// Acknowledging and resolving, one incident or many.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "curated/bulk.hpp"
#include "curated/incident_actions.hpp"
#include "curated/item_problem.hpp"
#include "curated/members.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

/// What is asked of every incident.
struct Order {
  std::string_view status; ///< "acknowledged" or "resolved"
  bool reopens = false;    ///< a resolved incident may be acknowledged, which reopens it
  std::string_view resolution = {};
};

/// One of the incidents that the input names.
struct Subject {
  json::value given;
  std::string id = {};
  json::object incident = {}; ///< as it is, or was when it was looked at
  bool changed = false;
  std::optional<sdk::Problem> problem = {};
};

json::object change_of(const Subject& subject, const Order& order) {
  json::object change{{"id", subject.id}, {"type", "incident_reference"}, {"status", order.status}};
  if (!order.resolution.empty()) {
    change["resolution"] = order.resolution;
  }
  return change;
}

// Every one by itself for a few; for many, first the open ones, which are seldom more than a page.
std::map<std::string, json::object, std::less<>> open_incidents(Api& api, std::size_t wanted) {
  constexpr std::size_t few = 3;
  std::map<std::string, json::object, std::less<>> open;
  if (wanted <= few) {
    return open;
  }
  const auto listed =
      api.list("listIncidents",
               {{"statuses", json::array{"triggered", "acknowledged"}}, {"date_range", "all"}},
               1'000);
  if (!listed) {
    return open; // asking for each says why
  }
  for (const json::value& incident : *listed) {
    if (incident.is_object()) {
      open.emplace(text_of(incident.get_object(), "id"), incident.get_object());
    }
  }
  return open;
}

void look_at(Api& api, std::vector<Subject>& subjects) {
  const auto open = open_incidents(api, subjects.size());
  for (Subject& subject : subjects) {
    if (subject.problem) {
      continue;
    }
    if (const auto found = open.find(subject.id); found != open.end()) {
      subject.incident = found->second;
      continue;
    }
    const auto incident = api.read("getIncident", {{"id", subject.id}}, "incident");
    if (incident) {
      subject.incident = *incident;
    } else {
      subject.problem = incident.error();
    }
  }
}

sdk::Problem would_reopen(const Api& api, const Subject& subject) {
  return sdk::make_problem(CALLOUT_E_CONFLICT,
                           api.name() + ": incident " + subject.id +
                               " is resolved, and to acknowledge it would reopen it",
                           "Give `reopen: true` if that is meant.");
}

// Marks those that cannot be sent; gives back the places of those that are to be.
std::vector<std::size_t> to_send(const Api& api, std::vector<Subject>& subjects, const Order& order) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::string_view status = text_of(subjects[i].incident, "status");
    if (subjects[i].problem || status == order.status) {
      continue;
    }
    if (status == "resolved" && !order.reopens) {
      subjects[i].problem = would_reopen(api, subjects[i]);
    } else {
      places.push_back(i);
    }
  }
  return places;
}

void change(Api& api, std::vector<Subject>& subjects, const Order& order) {
  const std::vector<std::size_t> places = to_send(api, subjects, order);
  json::array changes;
  for (const std::size_t place : places) {
    changes.emplace_back(change_of(subjects[place], order));
  }
  std::vector<BulkItem> items = send_in_bulks(api, *find_bulk_rule("updateIncidents"), {}, changes);
  for (std::size_t i = 0; i < items.size(); ++i) {
    Subject& subject = subjects[places[i]];
    if (items[i].changed.empty()) {
      subject.problem = std::move(items[i].problem);
    } else {
      subject.incident = std::move(items[i].changed);
      subject.changed = true;
    }
  }
}

std::vector<Subject> subjects_of(Api& api, const json::array& given) {
  std::vector<Subject> subjects;
  for (std::size_t i = 0; i < given.size(); ++i) {
    Subject subject{.given = given[i]};
    auto id = resolve(api, Kind::incident, given[i], "/incidents/" + std::to_string(i));
    if (id) {
      subject.id = std::move(*id);
    } else {
      subject.problem = id.error();
    }
    const bool is_known = id && std::any_of(subjects.begin(), subjects.end(), [&](const Subject& other) {
                            return other.id == subject.id;
                          });
    if (!is_known) { // named twice, it is done once
      subjects.push_back(std::move(subject));
    }
  }
  return subjects;
}

json::object shown(const Subject& subject) {
  json::object row{{"id", subject.id.empty() ? subject.given : json::value(subject.id)},
                   {"ok", !subject.problem}};
  if (subject.problem) {
    row["problem"] = problem_row(*subject.problem);
    return row;
  }
  row["changed"] = subject.changed;
  for (const std::string_view member : {"incident_number", "status", "title", "html_url"}) {
    if (const json::value* const value = subject.incident.if_contains(member)) {
      row[member] = *value;
    }
  }
  return row;
}

const sdk::Problem* problem_of_all(const std::vector<Subject>& subjects) {
  for (const Subject& subject : subjects) {
    if (subject.problem && ends_call(*subject.problem)) {
      return &*subject.problem;
    }
  }
  return nullptr;
}

sdk::Problem with_results(sdk::Problem problem, json::array results) {
  problem.members["results"] = std::move(results);
  return problem;
}

sdk::Reply report(const Api& api, const std::vector<Subject>& subjects, const Order& order) {
  json::array results;
  std::vector<const sdk::Problem*> problems;
  for (const Subject& subject : subjects) {
    if (subject.problem) {
      problems.push_back(&*subject.problem);
    }
    results.emplace_back(shown(subject));
  }
  if (const sdk::Problem* const problem = problem_of_all(subjects)) {
    return with_results(*problem, std::move(results));
  }
  if (problems.size() == subjects.size()) {
    const std::string status(order.status);
    return with_results(sum_up(api,
                               problems,
                               {"none of the incidents could be " + status,
                                "whether the incidents were " + status + " is not known"}),
                        std::move(results));
  }
  return json::value{{"results", std::move(results)},
                     {"succeeded", subjects.size() - problems.size()},
                     {"failed", problems.size()}};
}

sdk::Reply change_one(Api& api, const json::value& given, const Order& order) {
  auto id = resolve(api, Kind::incident, given, "/incident");
  if (!id) {
    return id.error();
  }
  std::vector<Subject> subjects;
  subjects.push_back({.given = given, .id = std::move(*id)});
  look_at(api, subjects);
  change(api, subjects, order);
  const Subject& subject = subjects.front();
  return subject.problem
             ? sdk::Reply(*subject.problem)
             : sdk::Reply(json::value{{"incident", subject.incident}, {"changed", subject.changed}});
}

sdk::Reply change_status(Api& api, const json::object& input, const Order& order) {
  const json::value* const one = input.if_contains("incident");
  const json::value* const many = input.if_contains("incidents");
  if ((one == nullptr) == (many == nullptr)) {
    return api.refuse("/incident", "or, for several, `incidents` must be given, and only one of them");
  }
  if (one != nullptr) {
    return change_one(api, *one, order);
  }
  std::vector<Subject> subjects = subjects_of(api, many->as_array());
  look_at(api, subjects);
  change(api, subjects, order);
  return report(api, subjects, order);
}

} // namespace

sdk::Reply acknowledge_incidents(Api& api, const json::object& input) {
  const json::value* const reopen = input.if_contains("reopen");
  return change_status(
      api, input, {.status = "acknowledged", .reopens = reopen != nullptr && *reopen == true});
}

sdk::Reply resolve_incidents(Api& api, const json::object& input) {
  return change_status(api, input, {.status = "resolved", .resolution = text_of(input, "resolution")});
}

} // namespace callout::pagerduty::curated
