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

std::vector<std::string> tags_of_action(const object& action) {
  std::vector<std::string> tags;
  const value* const list = action.if_contains("tags");
  if (list != nullptr && list->is_array()) {
    for (const value& tag : list->get_array()) {
      if (tag.is_string()) {
        tags.emplace_back(tag.get_string());
      }
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

const array& actions_of(const object& manifest) {
  static const array none;
  const value* const actions = manifest.if_contains("actions");
  return actions != nullptr && actions->is_array() ? actions->get_array() : none;
}

std::string group_of(const object& action) {
  const auto tags = tags_of_action(action);
  return tags.empty() ? "Other" : tags.front();
}

void add_row(TextTable& table, const object& action) {
  const std::string risk = text_member(action, "risk");
  const bool deprecated = action.contains("deprecated") && action.at("deprecated") == true;
  table.add({{"  " + text_member(action, "name")},
             {risk, risk_style(risk)},
             {text_member(action, "scope"), Style::faint},
             {text_member(action, "title") + (deprecated ? " (deprecated)" : "")}});
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
  for (const value& action : actions_of(manifest)) {
    if (action.is_object() && passes(action.get_object(), filter)) {
      chosen.push_back(action);
    }
  }
  return chosen;
}

std::string action_listing(const array& actions, const Palette& palette) {
  std::vector<std::string> groups;
  for (const value& action : actions) {
    const std::string group = group_of(action.get_object());
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) {
      groups.push_back(group);
    }
  }
  TextTable table;
  for (const std::string& group : groups) {
    if (group != groups.front()) {
      table.add_heading("");
    }
    table.add_heading(group);
    for (const value& action : actions) {
      if (group_of(action.get_object()) == group) {
        add_row(table, action.get_object());
      }
    }
  }
  return table.text(palette);
}

std::vector<std::string> tags_of(const object& manifest) {
  std::set<std::string> tags;
  for (const value& action : actions_of(manifest)) {
    if (action.is_object()) {
      tags.merge([&] {
        const auto own = tags_of_action(action.get_object());
        return std::set<std::string>(own.begin(), own.end());
      }());
    }
  }
  return {tags.begin(), tags.end()};
}

} // namespace callout::host::cli
