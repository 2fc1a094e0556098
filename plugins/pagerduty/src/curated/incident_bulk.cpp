#include "curated/incident_bulk.hpp"

#include <algorithm>
#include <deque>
#include <map>

#include "curated/members.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_bulk = 250; // PagerDuty answers 413 above
// Finds a few bad ones among thousands. When all are refused for one reason, it ends soon enough.
constexpr int most_refused = 64;

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::size_t size() const { return end - begin; }
};

std::deque<Range> bulks_of(std::size_t count) {
  std::deque<Range> bulks;
  for (std::size_t begin = 0; begin < count; begin += largest_bulk) {
    bulks.push_back({begin, std::min(begin + largest_bulk, count)});
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

void set_incidents(std::vector<BulkItem>& items, const Range& range, const json::value& answer) {
  std::map<std::string_view, const json::object*> answered;
  for (const json::value& incident : list_of(answer, "incidents")) {
    if (incident.is_object()) {
      answered[text_of(incident.get_object(), "id")] = &incident.get_object();
    }
  }
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (const auto found = answered.find(items[i].id); found != answered.end()) {
      items[i].incident = *found->second;
    } else {
      items[i].problem =
          sdk::make_problem(CALLOUT_E_OUTCOME_UNKNOWN,
                            "PagerDuty took the change but did not answer with incident " + items[i].id);
    }
  }
}

rest::Result<json::value> send(Api& api, const std::vector<json::object>& changes, const Range& range) {
  json::array bulk;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    bulk.emplace_back(changes[i]);
  }
  return api.call("updateIncidents", {{"incidents", std::move(bulk)}});
}

} // namespace

std::vector<BulkItem> update_in_bulks(Api& api, const std::vector<json::object>& changes) {
  std::vector<BulkItem> items;
  items.reserve(changes.size());
  for (const json::object& change : changes) {
    items.push_back({.id = std::string(text_of(change, "id"))});
  }
  int refused = 0;
  std::deque<Range> pending = bulks_of(changes.size());
  while (!pending.empty()) {
    const Range range = pending.front();
    pending.pop_front();
    const auto answer = send(api, changes, range);
    if (answer) {
      set_incidents(items, range, *answer);
    } else if (!concerns_entries(answer.error())) {
      set_problem(items, {range.begin, changes.size()}, answer.error());
      break;
    } else if (range.size() > 1 && ++refused <= most_refused) {
      const std::size_t middle = range.begin + range.size() / 2;
      pending.push_front({middle, range.end});
      pending.push_front({range.begin, middle});
    } else {
      set_problem(items, range, answer.error());
    }
  }
  return items;
}

} // namespace callout::pagerduty::curated
