#include "action_listing.hpp"

#include <algorithm>
#include <cctype>
#include <map>
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

void add_group(TextTable& table, const std::string& heading, const std::vector<const object*>& actions) {
  if (!table.empty()) {
    table.add_heading("");
  }
  table.add_heading(heading);
  for (const object* const action : actions) {
    add_row(table, *action);
  }
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

std::string action_listing(const array& actions, const Palette& palette) {
  std::map<std::string, std::vector<const object*>> groups;
  for (const value& action : actions) {
    groups[group_of(action.get_object())].push_back(&action.get_object());
  }
  auto untagged = groups.extract(std::string());
  TextTable table;
  for (const auto& [tag, members] : groups) {
    add_group(table, tag, members);
  }
  if (!untagged.empty()) {
    add_group(table, "Other", untagged.mapped());
  }
  return table.text(palette);
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
