#include "curated/bulk.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include <callout/rest/request_validator.hpp>

#include "catalog.hpp"
#include "curated/item_problem.hpp"
#include "curated/members.hpp"
#include "dry_run.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

// "A maximum of 250 ... may be updated at a time" (REST document, updateIncidents and updateIncidentAlerts).
constexpr std::array<BulkRule, 2> rules{
    {{"updateIncidents", "incidents", 250}, {"updateIncidentAlerts", "alerts", 250}}};

// Finds a few bad ones among thousands. When all are refused for one reason, it ends soon enough.
constexpr int most_refused = 64;

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::size_t size() const { return end - begin; }
};

std::deque<Range> bulks_of(std::size_t count, std::size_t most) {
  std::deque<Range> bulks;
  for (std::size_t begin = 0; begin < count; begin += most) {
    bulks.push_back({begin, std::min(begin + most, count)});
  }
  return bulks;
}

// PagerDuty's word on the entries, rather than on the caller or on the state of the network.
bool concerns_entries(const sdk::Problem& problem) {
  const json::value* const status = problem.members.if_contains("status");
  return status != nullptr && (*status == 400 || *status == 404 || *status == 413 || *status == 422);
}

void set_problem(std::vector<BulkItem>& items, const Range& range, const sdk::Problem& problem) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    items[i].problem = problem;
  }
}

void set_changed(std::vector<BulkItem>& items, const Range& range, const json::array& answer) {
  std::map<std::string_view, const json::object*> answered;
  for (const json::value& changed : answer) {
    if (changed.is_object()) {
      answered[text_of(changed.get_object(), "id")] = &changed.get_object();
    }
  }
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (const auto found = answered.find(items[i].id); found != answered.end()) {
      items[i].changed = *found->second;
    } else {
      items[i].problem = sdk::make_problem(
          CALLOUT_E_OUTCOME_UNKNOWN, "PagerDuty took the change but did not answer with " + items[i].id);
    }
  }
}

json::object input_with(const json::object& other_input,
                        std::string_view list,
                        const json::array& entries,
                        const Range& range) {
  json::object input = other_input;
  json::array bulk;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    bulk.emplace_back(entries[i]);
  }
  input[list] = std::move(bulk);
  return input;
}

std::vector<BulkItem> items_of(const json::array& entries) {
  std::vector<BulkItem> items;
  for (const json::value& entry : entries) {
    const json::object* const object = entry.if_object();
    items.push_back({.id = std::string(object != nullptr ? text_of(*object, "id") : std::string_view())});
  }
  return items;
}

// A whole body's members and the others are the same to the operations that have a rule.
json::object flattened(const json::object& input) {
  const json::object* const body = object_of(input, "body");
  if (body == nullptr) {
    return input;
  }
  json::object flat = input;
  flat.erase("body");
  for (const auto& member : *body) {
    flat[member.key()] = member.value();
  }
  return flat;
}

// Before the first bulk goes out, so that no fault of a later one leaves half of the work done.
std::optional<sdk::Problem> find_fault(const BulkRule& rule, const json::object& input) {
  static const rest::RequestValidator validator(rest_catalog());
  return validator.validate(*rest_catalog().find(rule.operation), input, "pagerduty");
}

// What was not sent has no unknown outcome.
sdk::Problem problem_of_rest(const Api& api, const sdk::Problem& problem) {
  if (!may_have_acted(problem)) {
    return problem;
  }
  sdk::Problem unsent =
      sdk::make_problem(ends_call(problem) ? problem.status : CALLOUT_E_UNAVAILABLE,
                        api.name() + ": not sent, since what became of the entries before it is unknown");
  unsent.members["retryable"] = !ends_call(problem);
  return unsent;
}

sdk::Reply report(const Api& api, const BulkRule& rule, std::vector<BulkItem> items) {
  json::array changed;
  json::array results;
  std::vector<const sdk::Problem*> problems;
  const sdk::Problem* ending = nullptr;
  for (BulkItem& item : items) {
    json::object result{{"id", item.id}, {"ok", !item.changed.empty()}};
    if (item.changed.empty()) {
      result["problem"] = problem_row(item.problem);
      problems.push_back(&item.problem);
      ending = ending == nullptr && ends_call(item.problem) ? &item.problem : ending;
    } else {
      changed.emplace_back(std::move(item.changed));
    }
    results.emplace_back(std::move(result));
  }
  if (ending != nullptr) {
    sdk::Problem problem = *ending;
    problem.members["results"] = std::move(results);
    return problem;
  }
  if (changed.empty() && !problems.empty()) {
    sdk::Problem problem =
        sum_up(api, problems, {"none of the changes was made", "whether the changes were made is not known"});
    problem.members["results"] = std::move(results);
    return problem;
  }
  json::object answer{{"succeeded", changed.size()}, {"failed", results.size() - changed.size()}};
  answer[rule.list] = std::move(changed);
  answer["results"] = std::move(results);
  return json::value(std::move(answer));
}

} // namespace

bool ends_call(const sdk::Problem& problem) {
  return problem.status == CALLOUT_E_UNAUTHENTICATED || problem.status == CALLOUT_E_DEADLINE ||
         problem.status == CALLOUT_E_CANCELLED;
}

const BulkRule* find_bulk_rule(std::string_view operation) {
  const auto* const rule = std::find_if(
      rules.begin(), rules.end(), [&](const BulkRule& row) { return row.operation == operation; });
  return rule != rules.end() ? rule : nullptr;
}

std::vector<BulkItem>
send_in_bulks(Api& api, const BulkRule& rule, const json::object& other_input, const json::array& entries) {
  std::vector<BulkItem> items = items_of(entries);
  int refused = 0;
  std::deque<Range> pending = bulks_of(entries.size(), rule.most);
  while (!pending.empty()) {
    const Range range = pending.front();
    pending.pop_front();
    const auto answer = api.call(rule.operation, input_with(other_input, rule.list, entries, range));
    const bool is_noted = !answer && answer.error().members.contains("dry_run"); // as the others will be
    if (answer) {
      set_changed(items, range, list_of(*answer, rule.list));
    } else if (!is_noted && !concerns_entries(answer.error())) {
      set_problem(items, range, answer.error());
      set_problem(items, {range.end, entries.size()}, problem_of_rest(api, answer.error()));
      break;
    } else if (!is_noted && range.size() > 1 && ++refused <= most_refused) {
      const std::size_t middle = range.begin + range.size() / 2;
      pending.push_front({middle, range.end});
      pending.push_front({range.begin, middle});
    } else {
      set_problem(items, range, answer.error());
    }
  }
  return items;
}

const BulkRule* find_exceeded_rule(const sdk::Request& request) {
  const BulkRule* const rule = find_bulk_rule(request.action());
  if (rule == nullptr) {
    return nullptr;
  }
  const json::object* const body = object_of(request.input(), "body");
  const json::array& entries = list_of(body != nullptr ? *body : request.input(), rule->list);
  return entries.size() > rule->most ? rule : nullptr;
}

sdk::Reply run_in_bulks(const BulkRule& rule, Connector& connector, const sdk::Request& request) {
  const auto given = without_dry_run(request);
  if (!given) {
    return given.error();
  }
  json::object input = flattened(*given);
  if (const auto fault = find_fault(rule, input)) {
    return *fault;
  }
  const json::array entries = list_of(input, rule.list);
  input.erase(rule.list);
  Api api(connector, request);
  const sdk::Reply reply = report(api, rule, send_in_bulks(api, rule, input, entries));
  return is_dry_run(request) ? api.finish(reply) : reply;
}

} // namespace callout::pagerduty::curated
