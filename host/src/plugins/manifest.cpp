#include "manifest.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <utility>

#include <boost/json/serialize.hpp>

#include "answer.hpp"
#include "nearest_name.hpp"

namespace callout::host {
namespace {

namespace json = boost::json;

/// The text of a member, or empty.
std::string_view text(const json::object& row, std::string_view member) {
  const json::value* const value = row.if_contains(member);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

} // namespace

Result<Manifest> Manifest::read(const PluginLibrary& plugin, const LogChannel& log) {
  const auto described = plugin.describe({}, log);
  if (!described) {
    return described.error();
  }
  auto members = parse_json(*described);
  if (!members || !members->is_object()) {
    return broken_contract(plugin.name() + ": describe", "its manifest is no object");
  }
  return Manifest(std::move(members->get_object()));
}

std::vector<const json::object*> Manifest::rows(std::string_view member) const {
  std::vector<const json::object*> objects;
  const json::value* const list = members_.if_contains(member);
  if (list == nullptr || !list->is_array()) {
    return objects;
  }
  for (const json::value& item : list->get_array()) {
    if (item.is_object()) {
      objects.push_back(&item.get_object());
    }
  }
  return objects;
}

std::vector<std::string> Manifest::texts(std::string_view member, std::string_view key) const {
  std::vector<std::string> found;
  for (const json::object* const row : rows(member)) {
    if (const std::string_view value = text(*row, key); !value.empty()) {
      found.emplace_back(value);
    }
  }
  return found;
}

std::vector<std::string> Manifest::action_names() const {
  return texts("actions", "name");
}

std::vector<std::string> Manifest::authentication_kinds() const {
  return texts("authentication", "kind");
}

std::map<std::string, std::string, std::less<>> Manifest::risks() const {
  std::map<std::string, std::string, std::less<>> risks;
  for (const json::object* const row : rows("actions")) {
    risks.emplace(text(*row, "name"), text(*row, "risk"));
  }
  return risks;
}

std::optional<TestCall>
Manifest::test_call(const std::vector<std::string>& granted,
                    const std::function<bool(std::string_view action)>& is_permitted) const {
  for (const json::object* const row : rows("test")) {
    const std::string_view action = text(*row, "action");
    if (!action.empty() && is_granted(action, granted) && is_permitted(action)) {
      const json::value* const input = row->if_contains("input");
      return TestCall{std::string(action), input != nullptr ? json::serialize(*input) : "{}"};
    }
  }
  return std::nullopt;
}

bool Manifest::is_granted(std::string_view action, const std::vector<std::string>& granted) const {
  const auto actions = rows("actions");
  const auto found = std::find_if(
      actions.begin(), actions.end(), [&](const auto* row) { return text(*row, "name") == action; });
  std::istringstream scopes(
      std::string(found != actions.end() ? text(**found, "scope") : std::string_view()));
  return granted.empty() ||
         std::all_of(std::istream_iterator<std::string>(scopes), {}, [&](const std::string& scope) {
           return std::find(granted.begin(), granted.end(), scope) != granted.end();
         });
}

Failure with_nearest_action(Failure failure,
                            const PluginLibrary& plugin,
                            std::string_view action,
                            const LogChannel& log) {
  if (failure.status != CALLOUT_E_UNKNOWN_ACTION) {
    return failure;
  }
  const auto manifest = Manifest::read(plugin, log);
  if (!manifest) {
    return failure;
  }
  const std::vector<std::string> names = manifest->action_names();
  const std::string hint = nearest_names_hint(action, {names.begin(), names.end()});
  failure.problem["detail"] = plugin.name() + " has no action \"" + std::string(action) + "\"";
  failure.problem["hint"] = hint.empty() ? "callout actions " + plugin.name() + " lists them." : hint;
  return failure;
}

} // namespace callout::host
