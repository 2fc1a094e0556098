// What happened to an incident, in order.
#include <algorithm>
#include <string>

#include "curated/incident_actions.hpp"
#include "curated/members.hpp"
#include "curated/resolve.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

constexpr std::size_t usual_entries = 200;

std::string_view kind_of(const json::object& entry) {
  constexpr std::string_view ending = "_log_entry";
  const std::string_view type = text_of(entry, "type");
  return type.ends_with(ending) ? type.substr(0, type.size() - ending.size()) : type;
}

void add_text(json::object& shown, const json::object& entry) {
  const json::object* const channel = object_of(entry, "channel");
  if (channel == nullptr) {
    return;
  }
  if (kind_of(entry) == "annotate") {
    shown["note"] = text_of(*channel, "summary");
  } else if (const std::string_view note = text_of(*channel, "note"); !note.empty()) {
    shown["note"] = note;
  }
  if (const std::string_view via = text_of(*channel, "type"); !via.empty()) {
    shown["via"] = via;
  }
}

json::object shown(const json::object& entry) {
  json::object row{{"at", text_of(entry, "created_at")}, {"what", kind_of(entry)}};
  if (const json::object* const agent = object_of(entry, "agent")) {
    row["by"] = brief_of(*agent);
  }
  json::array assignees;
  for (const json::value& assignee : list_of(entry, "assignees")) {
    if (assignee.is_object()) {
      assignees.push_back(brief_of(assignee.get_object()));
    }
  }
  if (!assignees.empty()) {
    row["to"] = std::move(assignees);
  }
  row["summary"] = text_of(entry, "summary");
  add_text(row, entry);
  row["id"] = text_of(entry, "id");
  return row;
}

std::size_t wanted_entries(const json::object& input) {
  const json::value* const limit = input.if_contains("limit");
  return limit != nullptr && limit->is_int64() ? static_cast<std::size_t>(limit->get_int64()) : usual_entries;
}

} // namespace

sdk::Reply show_timeline(Api& api, const json::object& input) {
  const auto id = resolve(api, Kind::incident, input.at("incident"), "/incident");
  if (!id) {
    return id.error();
  }
  json::object query{{"id", *id}};
  for (const auto& [member, parameter] :
       {std::pair{"since", "since"}, {"until", "until"}, {"overview", "is_overview"}}) {
    if (const json::value* const given = input.if_contains(member)) {
      query[parameter] = *given;
    }
  }
  const std::size_t limit = wanted_entries(input);
  auto entries = api.list("listIncidentLogEntries", query, limit + 1); // one more tells whether there is more
  if (!entries) {
    return entries.error();
  }
  const bool truncated = entries->size() > limit;
  entries->resize(std::min(entries->size(), limit));
  json::array timeline;
  std::for_each(entries->rbegin(), entries->rend(), [&](const json::value& entry) { // PagerDuty: newest first
    if (entry.is_object()) {
      timeline.push_back(shown(entry.get_object()));
    }
  });
  return json::value{{"incident", *id}, {"entries", std::move(timeline)}, {"truncated", truncated}};
}

} // namespace callout::pagerduty::curated
