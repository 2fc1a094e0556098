#include "action_listing.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "text_table.hpp"

namespace callout::host::cli {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return lowered;
}

const array& array_member(const object& object, std::string_view name) {
  static const array none;
  const value* const list = object.if_contains(name);
  return list != nullptr && list->is_array() ? list->get_array() : none;
}

std::vector<std::string> tags_of_action(const object& action) {
  std::vector<std::string> tags;
  for (const value& tag : array_member(action, "tags")) {
    if (tag.is_string()) {
      tags.emplace_back(tag.get_string());
    }
  }
  return tags;
}

bool passes(const object& action, const ActionFilter& filter) {
  std::string searched =
      text_member(action, "name") + "\n" + text_member(action, "title") + "\n" + text_member(action, "scope");
  bool tagged = filter.tag.empty();
  for (const std::string& tag : tags_of_action(action)) {
    searched += "\n" + tag;
    tagged = tagged || lower(tag) == lower(filter.tag);
  }
  return tagged && lower(searched).find(lower(filter.search)) != std::string::npos;
}

/// Untagged actions have the empty group.
std::string group_of(const object& action) {
  const auto tags = tags_of_action(action);
  return tags.empty() ? std::string() : tags.front();
}

void add_row(TextTable& table, const object& action) {
  const std::string risk = text_member(action, "risk");
  const bool deprecated = action.contains("deprecated") && action.at("deprecated") == true;
  table.add({{"  " + text_member(action, "name")},
             {risk, risk_style(risk)},
             {text_member(action, "scope"), Style::faint},
             {text_member(action, "title") + (deprecated ? " (deprecated)" : "")}});
}

struct Group {
  std::string tag; ///< empty: untagged
  std::vector<const object*> actions;
};

/// In the plugin's order, the untagged ones last.
std::vector<Group> groups_of(const array& actions) {
  std::vector<Group> groups;
  for (const value& action : actions) {
    const std::string tag = group_of(action.get_object());
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& one) { return one.tag == tag; });
    group = group != groups.end() ? group : groups.insert(group, Group{tag, {}});
    group->actions.push_back(&action.get_object());
  }
  std::stable_partition(groups.begin(), groups.end(), [](const Group& group) { return !group.tag.empty(); });
  return groups;
}

} // namespace

std::string text_member(const object& object, std::string_view name) {
  const value* const text = object.if_contains(name);
  return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
}

Style risk_style(std::string_view risk) {
  if (risk == "destructive") {
    return Style::bad;
  }
  return risk == "write" ? Style::careful : Style::plain;
}

array chosen_actions(const object& manifest, const ActionFilter& filter) {
  array chosen;
  for (const value& action : array_member(manifest, "actions")) {
    if (action.is_object() && passes(action.get_object(), filter)) {
      chosen.push_back(action);
    }
  }
  return chosen;
}

std::string action_listing(const array& actions, const Palette& palette, std::optional<std::size_t> width) {
  std::string text;
  for (const Group& group : groups_of(actions)) {
    TextTable table; // one for each group: its longest name moves no other group's columns
    table.add_heading(group.tag.empty() ? "Other" : group.tag);
    for (const object* const action : group.actions) {
      add_row(table, *action);
    }
    text += (text.empty() ? "" : "\n") + table.text(palette, width);
  }
  return text;
}

std::vector<std::string> tags_of(const object& manifest) {
  std::set<std::string> tags;
  for (const value& action : array_member(manifest, "actions")) {
    const auto own = action.is_object() ? tags_of_action(action.get_object()) : std::vector<std::string>();
    tags.insert(own.begin(), own.end());
  }
  return {tags.begin(), tags.end()};
}

} // namespace callout::host::cli
