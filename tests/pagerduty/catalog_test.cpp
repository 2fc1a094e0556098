#include <span>
#include <tuple>

#include "catalog_rows.hpp"

namespace callout::pagerduty::test {
namespace {

template <class Row, class Name>
bool sorted_and_unique(std::span<const Row> rows, Name Row::*name) {
  const auto not_before = [&](const Row& left, const Row& right) {
    return left.*name >= right.*name;
  };
  return std::adjacent_find(rows.begin(), rows.end(), not_before) == rows.end();
}

} // namespace

TEST_CASE("rest_catalog: both tables are sorted and without duplicates, as binary search needs") {
  CHECK(sorted_and_unique(rest_catalog().operations, &Operation::id));
  CHECK(sorted_and_unique(rest_catalog().schemas, &callout::rest::NamedSchema::name));
}

TEST_CASE("rest_catalog: every operation is found by its name, and no other") {
  for (const Operation& operation : rest_catalog().operations) {
    CHECK(rest_catalog().find(operation.id) == &operation);
  }
  for (const std::string_view absent : {"", "listIncident", "listIncidentsX", "ListIncidents", "zzz"}) {
    CAPTURE(absent);
    CHECK(rest_catalog().find(absent) == nullptr);
  }
}

TEST_CASE("rest_catalog: holds all operations of all documents") {
  std::map<Service, int> by_service;
  for (const Operation& operation : rest_catalog().operations) {
    ++by_service[service_of(operation)];
  }
  // The REST document has one more: it repeats the Events API's createChangeEvent.
  const std::map<Service, int> documented{{Service::rest, 464},
                                          {Service::events_v2, 2},
                                          {Service::events_v1, 1},
                                          {Service::scim, 10},
                                          {Service::slack, 7},
                                          {Service::slack_connections, 5},
                                          {Service::msteams, 4},
                                          {Service::jiracloud, 7},
                                          {Service::jiraserver, 5}};
  CHECK(by_service == documented);
  const std::map<Method, int> by_method{
      {Method::get, 211}, {Method::post, 104}, {Method::put, 77}, {Method::patch, 1}, {Method::delete_, 71}};
  CHECK(count_by(&Operation::method) == by_method);
}

TEST_CASE("rest_catalog: all but 67 operations name one of 70 scopes") {
  const auto scopes = count_by(&Operation::scope);
  CHECK(scopes.at("") == 67);
  CHECK(scopes.size() == 70 + 1);
  CHECK(row("listIncidents").scope == "incidents.read");
  CHECK(row("createUserContactMethod").scope == "users:contact_methods.write");
}

TEST_CASE("rest_catalog: paging by kind") {
  const std::map<Paging, int> by_kind{{Paging::none, 399},
                                      {Paging::offset, 37},
                                      {Paging::offset_no_more, 2},
                                      {Paging::cursor, 18},
                                      {Paging::after, 1},
                                      {Paging::starting_after, 4},
                                      {Paging::limit_only, 3}};
  CHECK(count_by(&Operation::paging) == by_kind);
}

TEST_CASE("rest_catalog: a row that pages names its list and only reads") {
  for (const Operation& operation : rest_catalog().operations) {
    if (operation.paging != Paging::none) {
      CAPTURE(operation.id);
      CHECK_FALSE(operation.items.empty());
      CHECK(operation.risk == Risk::read);
    }
  }
}

TEST_CASE("rest_catalog: a row that pages has the parameter it pages by") {
  const std::map<Paging, std::string_view> names{{Paging::offset, "offset"},
                                                 {Paging::offset_no_more, "offset"},
                                                 {Paging::cursor, "cursor"},
                                                 {Paging::after, "after"},
                                                 {Paging::limit_only, "limit"}};
  for (const Operation& operation : rest_catalog().operations) {
    const auto name = names.find(operation.paging);
    if (name != names.end()) {
      CAPTURE(operation.id);
      CHECK(parameter(operation, name->second) != nullptr);
    }
  }
}

TEST_CASE("rest_catalog: a list named after a path parameter refers to one that exists") {
  CHECK(row("getTagsByEntityType").items == "{entity_type}");
  for (const Operation& operation : rest_catalog().operations) {
    if (operation.items.find('{') != std::string_view::npos) {
      CHECK(parameter(operation, placeholders(operation.items).front()) != nullptr);
    }
  }
}

TEST_CASE("services: each is where its document says, and only the Events APIs take no credential") {
  struct Row {
    Service service = Service::rest;
    std::string_view name;
    std::string_view url;
    bool authorized = true;
  };

  const Row rows[] = {
      {Service::rest, "rest", "https://api.pagerduty.com", true},
      {Service::events_v2, "events_v2", "https://events.pagerduty.com/v2", false},
      {Service::events_v1, "events_v1", "https://events.pagerduty.com/generic/2010-04-15", false},
      {Service::scim, "scim", "https://api.pagerduty.com/scim/v2", true},
      {Service::slack, "slack", "https://api.pagerduty.com/integration-slack", true},
      {Service::slack_connections, "slack_connections", "https://app.pagerduty.com/integration-slack", true},
      {Service::msteams, "msteams", "https://api.pagerduty.com/integration-ms-teams", true},
      {Service::jiracloud, "jiracloud", "https://api.pagerduty.com", true},
      {Service::jiraserver, "jiraserver", "https://app.pagerduty.com/integration-jira-service", true}};
  CHECK(all_services().size() == std::size(rows));
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(facts_of(row.service).name == row.name);
    CHECK(facts_of(row.service).url == row.url);
    CHECK(facts_of(row.service).authorized == row.authorized);
  }
  CHECK(service_of(row("scim.getUser")) == Service::scim);
  CHECK(service_of(row("slack.getDedicatedChannel")) == Service::slack);
  CHECK(service_of(row("slack.getConnections")) == Service::slack_connections);
  CHECK(service_of(row("createChangeEvent")) == Service::events_v2);
}

TEST_CASE("rest_catalog: every placeholder of a path is a required path parameter, and the other way round") {
  for (const Operation& operation : rest_catalog().operations) {
    CAPTURE(operation.id);
    Names declared;
    for (const Parameter& one : operation.parameters) {
      if (one.location == Location::path) {
        CHECK(one.required);
        CHECK(one.name == one.wire_name);
        declared.push_back(one.name);
      }
    }
    CHECK(declared == placeholders(operation.path));
  }
}

TEST_CASE("rest_catalog: paths and titles are well formed") {
  for (const Operation& operation : rest_catalog().operations) {
    CAPTURE(operation.id);
    CHECK(operation.path.front() == '/');
    CHECK(operation.path.back() != '/');
    CHECK(operation.path.find("//") == std::string_view::npos);
    CHECK_FALSE(operation.tag.empty());
    CHECK((operation.title.front() >= 'A' && operation.title.front() <= 'Z'));
    CHECK(operation.title.find(' ') != std::string_view::npos);
  }
}

TEST_CASE("rest_catalog: no two rows of a service share method and path") {
  std::set<std::tuple<Service, Method, std::string_view>> seen;
  for (const Operation& operation : rest_catalog().operations) {
    CAPTURE(operation.id);
    CHECK(seen.emplace(service_of(operation), operation.method, operation.path).second);
  }
}

TEST_CASE(
    "rest_catalog: parameters have one name each, without brackets, and a schema that fits their style") {
  std::size_t uses = 0;
  for (const Operation& operation : rest_catalog().operations) {
    std::set<std::string_view> names;
    for (const Parameter& one : operation.parameters) {
      CAPTURE(operation.id);
      CAPTURE(one.name);
      CHECK(names.insert(one.name).second);
      CHECK(one.name.find('[') == std::string_view::npos);
      const bool list = parse(one.schema).at("type") == "array";
      CHECK(list == (one.list != ListStyle::none));
      CHECK((one.wire_name.find("[]") == std::string_view::npos || one.list == ListStyle::repeat));
      ++uses;
    }
  }
  CHECK(uses == 957);
}

} // namespace callout::pagerduty::test
