#include "sandbox/rest/incident_list.hpp"

#include <algorithm>
#include <array>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/paging.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/expansion.hpp"

namespace callout::sandbox {
namespace {

constexpr std::chrono::hours month{24 * 30};
constexpr std::chrono::hours longest_range{24 * 184};

struct Range {
  std::string since; ///< timestamps; both empty means everything
  std::string until;
};

struct SortKey {
  std::string field;
  bool descending = false;
};

Result<Range> read_range(const Call& call) {
  if (find_parameter(call.request.query, "date_range") == "all") {
    return Range{};
  }
  const auto since = read_time(call.request.query, "since");
  const auto until = read_time(call.request.query, "until");
  if (!since || !until) {
    return since ? until.error() : since.error();
  }
  const TimePoint end = until->value_or(call.account.now + std::chrono::seconds(1));
  const TimePoint start = since->value_or(end - month);
  if (end < start) {
    return invalid_input({"'until' must not be before 'since'"});
  }
  if (end - start > longest_range) {
    return invalid_input({"The range from 'since' to 'until' must not be longer than six months"});
  }
  return Range{to_timestamp(start), to_timestamp(end)};
}

Result<std::vector<SortKey>> read_sort(const Parameters& query) {
  std::vector<SortKey> keys;
  const auto given = find_parameter(query, "sort_by");
  if (!given || given->empty()) {
    return keys;
  }
  std::vector<std::string> parts;
  boost::algorithm::split(parts, *given, boost::algorithm::is_any_of(","));
  constexpr std::array<std::string_view, 4> fields{"incident_number", "created_at", "resolved_at", "urgency"};
  for (const std::string& part : parts) {
    const auto colon = part.find(':');
    const std::string field = part.substr(0, colon);
    const std::string direction = colon == std::string::npos ? "asc" : part.substr(colon + 1);
    if (std::find(fields.begin(), fields.end(), field) == fields.end() ||
        (direction != "asc" && direction != "desc")) {
      return invalid_input({"'" + part + "' is no value of sort_by: give field:asc or field:desc"});
    }
    keys.push_back({field, direction == "desc"});
  }
  if (keys.size() > 2) {
    return invalid_input({"sort_by takes at most two fields"});
  }
  return keys;
}

// Negative, 0 or positive, as the left one comes first, neither, or the right one.
int compare(const json::object& left, const json::object& right, const SortKey& key) {
  int order = 0;
  if (key.field == "incident_number") {
    const auto a = left.at(key.field).as_int64();
    const auto b = right.at(key.field).as_int64();
    order = a < b ? -1 : a > b ? 1 : 0;
  } else {
    order = text(left, key.field).compare(text(right, key.field));
  }
  return key.descending ? -order : order;
}

bool comes_before(const json::object& left, const json::object& right, const std::vector<SortKey>& keys) {
  for (const SortKey& key : keys) {
    if (const int order = compare(left, right, key); order != 0) {
      return order < 0;
    }
  }
  return false;
}

void sort_incidents(std::vector<const json::object*>& incidents, const std::vector<SortKey>& keys) {
  const auto before = [&](const json::object* left, const json::object* right) {
    return comes_before(*left, *right, keys);
  };
  std::stable_sort(incidents.begin(), incidents.end(), before);
}

bool of_asked_user(const Parameters& query, const json::object& incident) {
  if (all_parameters(query, "user_ids[]").empty()) {
    return true;
  }
  const auto assignments = children(incident, "assignments");
  return std::any_of(assignments.begin(), assignments.end(), [&](const json::object* assignment) {
    return allowed_by(query, "user_ids[]", reference_id(*assignment, "assignee"));
  });
}

bool in_range(const json::object& incident, const Range& range) {
  const auto created = text(incident, "created_at");
  return range.until.empty() || (created >= range.since && created < range.until);
}

bool wanted(const Parameters& query, const json::object& incident, const Range& range) {
  const auto key = find_parameter(query, "incident_key");
  return in_range(incident, range) && allowed_by(query, "statuses[]", text(incident, "status")) &&
         allowed_by(query, "urgencies[]", text(incident, "urgency")) &&
         allowed_by(query, "service_ids[]", reference_id(incident, "service")) &&
         of_asked_team(query, incident) && of_asked_user(query, incident) &&
         (!key || *key == text(incident, "incident_key"));
}

std::optional<Response> check_filters(const Parameters& query) {
  if (auto refusal = check_values(query, "statuses[]", {"triggered", "acknowledged", "resolved"})) {
    return refusal;
  }
  return check_values(query, "urgencies[]", {"high", "low"});
}

} // namespace

Response list_incidents(Call& call) {
  const Parameters& query = call.request.query;
  if (auto refusal = check_filters(query)) {
    return *refusal;
  }
  const auto range = read_range(call);
  const auto sort = read_sort(query);
  const auto page = read_page(query);
  if (!range || !sort || !page) {
    return !range ? range.error() : !sort ? sort.error() : page.error();
  }
  std::vector<const json::object*> found;
  for (const json::object& incident : call.account.incidents) {
    if (wanted(query, incident, *range)) {
      found.push_back(&incident);
    }
  }
  sort_incidents(found, *sort);
  json::object body = page_of("incidents", found, *page);
  if (find_parameter(query, "include[]")) {
    for (json::value& incident : body["incidents"].as_array()) {
      incident = expanded(call.account, query, incident.as_object());
    }
  }
  return json_response(200, body);
}

} // namespace callout::sandbox
