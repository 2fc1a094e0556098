#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "action_listing.hpp"

namespace callout::host::cli {
namespace {

const boost::json::object& manifest() {
  static const boost::json::value value = boost::json::parse(R"({"actions": [
    {"name": "listIncidents", "title": "List incidents", "tags": ["Incidents"], "risk": "read", "scope": "incidents.read"},
    {"name": "getUser", "title": "Get a user", "tags": ["Users", "People"], "risk": "read", "scope": "users.read"},
    {"name": "deleteUser", "title": "Delete a user", "tags": ["Users"], "risk": "destructive", "deprecated": true},
    {"name": "createIncident", "title": "Create an incident", "tags": ["Incidents"], "risk": "write"},
    {"name": "ping"}
  ]})");
  return value.get_object();
}

TEST_CASE("action_listing: a heading for each tag, a line for each action") {
  const std::string listing = action_listing(chosen_actions(manifest(), {}), Palette(), {});
  CHECK(listing == "Incidents\n"
                   "  listIncidents   read   incidents.read  List incidents\n"
                   "  createIncident  write                  Create an incident\n"
                   "\n"
                   "Users\n"
                   "  getUser     read         users.read  Get a user\n"
                   "  deleteUser  destructive              Delete a user (deprecated)\n"
                   "\n"
                   "Other\n"
                   "  ping\n");
}

TEST_CASE("action_listing: groups keep the plugin's order, the untagged ones come last") {
  const boost::json::value actions = boost::json::parse(R"([
    {"name": "a"}, {"name": "b", "tags": ["Zoo"]}, {"name": "c", "tags": ["Ant"]}, {"name": "d", "tags": ["Zoo"]}])");
  CHECK(action_listing(actions.get_array(), Palette(), {}) == "Zoo\n  b\n  d\n\nAnt\n  c\n\nOther\n  a\n");
}

TEST_CASE("action_listing: titles are cut to the width, names, risks and scopes are not") {
  const auto actions = chosen_actions(manifest(), {});
  const std::string narrow = action_listing(actions, Palette(), 44);
  CHECK(narrow.find("  listIncidents   read   incidents.read\n") != std::string::npos);
  const std::string wider = action_listing(actions, Palette(), 57);
  CHECK(wider.find("  createIncident  write                  Create an incid…\n") != std::string::npos);
  CHECK(wider.find("  deleteUser  destructive              Delete a user (de…\n") != std::string::npos);
}

TEST_CASE("chosen_actions: search and tag") {
  struct Row {
    std::string_view name;
    ActionFilter filter;
    std::string_view expected;
  };

  const Row rows[] = {
      {"everything", {}, "listIncidents getUser deleteUser createIncident ping "},
      {"by name", {"INCIDENT", ""}, "listIncidents createIncident "},
      {"by title", {"delete a", ""}, "deleteUser "},
      {"by scope", {"users.read", ""}, "getUser "},
      {"by any tag", {"", "people"}, "getUser "},
      {"a tag is compared whole", {"", "user"}, ""},
      {"both", {"create", "Incidents"}, "createIncident "},
      {"nothing", {"zebra", ""}, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    std::string names;
    for (const auto& action : chosen_actions(manifest(), row.filter)) {
      names += text_member(action.get_object(), "name") + " ";
    }
    CHECK(std::string_view(names) == row.expected);
  }
}

TEST_CASE("tags_of: every tag once") {
  CHECK((tags_of(manifest()) == std::vector<std::string>{"Incidents", "People", "Users"}));
  CHECK(tags_of({}).empty());
}

} // namespace
} // namespace callout::host::cli
