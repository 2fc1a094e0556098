#include "curated/on_call_roster.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "curated/members.hpp"
#include "curated/moment.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

json::object person(const json::object& reference) {
  json::object row = brief_of(reference);
  row["url"] = text_of(reference, "html_url");
  row["schedules"] = json::array();
  return row;
}

void add_schedule(json::object& row, const json::object* schedule) {
  json::array& schedules = row["schedules"].as_array();
  const bool known =
      schedule == nullptr || std::any_of(schedules.begin(), schedules.end(), [&](const json::value& one) {
        return text_of(one.get_object(), "id") == text_of(*schedule, "id");
      });
  if (!known) {
    schedules.emplace_back(brief_of(*schedule));
  }
}

// Null stands for ever.
json::value later(const json::value& left, const json::value& right) {
  const auto first = left.is_string() ? read_moment(left.get_string()) : std::nullopt;
  const auto second = right.is_string() ? read_moment(right.get_string()) : std::nullopt;
  if (!first || !second) {
    return {};
  }
  return *first < *second ? right : left;
}

} // namespace

void Roster::add(std::int64_t level,
                 const json::object& reference,
                 const json::object* schedule,
                 const json::value& until) {
  std::vector<json::object>& people = levels_[level];
  auto row = std::find_if(people.begin(), people.end(), [&](const json::object& one) {
    return text_of(one, "id") == text_of(reference, "id");
  });
  if (row == people.end()) {
    row = people.insert(row, person(reference));
    (*row)["until"] = until;
  } else {
    (*row)["until"] = later(row->at("until"), until);
  }
  add_schedule(*row, schedule);
}

void Roster::add_on_call(const json::value& on_call) {
  const json::object* const entry = on_call.if_object();
  const json::object* const user = entry != nullptr ? object_of(*entry, "user") : nullptr;
  if (user == nullptr) {
    return;
  }
  const json::value* const level = entry->if_contains("escalation_level");
  const json::value* const end = entry->if_contains("end");
  add(level != nullptr && level->is_int64() ? level->get_int64() : 0,
      *user,
      object_of(*entry, "schedule"),
      end != nullptr ? *end : json::value());
}

json::array Roster::levels() const {
  json::array rows;
  for (const auto& [level, people] : levels_) {
    rows.push_back({{"level", level}, {"users", json::array(people.begin(), people.end())}});
  }
  return rows;
}

json::array Roster::users() const {
  std::set<std::string> seen;
  json::array users;
  const auto add_unseen = [&](const json::object& row) {
    if (seen.emplace(text_of(row, "id")).second) {
      users.push_back({{"id", row.at("id")}, {"name", row.at("name")}, {"url", row.at("url")}});
    }
  };
  for (const auto& [level, people] : levels_) {
    std::for_each(people.begin(), people.end(), add_unseen);
  }
  return users;
}

} // namespace callout::pagerduty::curated
