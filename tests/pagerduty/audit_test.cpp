// Audit records, which PagerDuty gives for at most 31 days at a time and by a cursor, through the plugin.
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <doctest/doctest.h>

#include "plugin_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

// One answer of the list: the ids of its records and the cursor of the next page.
void answer_with(PluginFixture& fixture, std::string_view path, const json::array& ids, json::value cursor) {
  json::array records;
  for (const json::value& id : ids) {
    records.push_back(json::object{{"id", id}, {"action", "update"}});
  }
  const json::object body{{"records", records}, {"limit", 100}, {"next_cursor", std::move(cursor)}};
  fixture.fault({{"path", path}, {"status", 200}, {"body", json::serialize(body)}});
}

std::string parameter(const boost::urls::url_view& target, std::string_view name) {
  const auto found = target.params().find(name);
  return found == target.params().end() ? std::string() : std::string((*found).value);
}

// "since until cursor" of every request, in order.
std::vector<std::string> asked(InstanceUnderTest& instance, std::string_view path) {
  const Answer log =
      instance.invoke("request", {{"path", "/sandbox/requests"}, {"query", json::object{{"n", 100}}}});
  REQUIRE_MESSAGE(log.ok(), log.text);
  std::vector<std::string> asked;
  const json::value whole = log.json();
  for (const json::value& request : whole.at("requests").as_array()) {
    const auto target = boost::urls::parse_origin_form(request.at("target").as_string());
    REQUIRE(target.has_value());
    if (target->encoded_path() == path) {
      asked.push_back(parameter(*target, "since") + " " + parameter(*target, "until") + " " +
                      parameter(*target, "cursor"));
    }
  }
  return asked;
}

} // namespace

TEST_CASE("audit records: a long time is asked in pieces, each by its cursor, and no record comes twice") {
  struct Row {
    std::string_view action;
    json::object input;
    std::string_view path;
  };

  const Row rows[] = {
      {"listAuditRecords", {}, "/audit/records"},
      {"listUsersAuditRecords", {{"id", "PUSER01"}}, "/users/PUSER01/audit/records"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.action);
    PluginFixture fixture;
    InstanceUnderTest instance = fixture.create(fixture.config());
    REQUIRE(instance.authenticate("api_token", {{"token", fixture.ready("api_token")}}).ok());
    answer_with(fixture, row.path, {"A1", "A2"}, "c2");
    answer_with(fixture, row.path, {"A3"}, nullptr);
    answer_with(fixture, row.path, {"A3", "B1"}, nullptr); // of the second both pieces have
    answer_with(fixture, row.path, {"C1"}, nullptr);
    const Answer answer = instance.invoke(row.action,
                                          with(row.input,
                                               {{"since", "2026-01-01T00:00:00Z"},
                                                {"until", "2026-03-15T00:00:00Z"},
                                                {"page", json::object()}}));
    REQUIRE_MESSAGE(answer.ok(), answer.text);
    const json::value whole = answer.json();
    std::string ids;
    for (const json::value& record : whole.at("records").as_array()) {
      ids.append(record.at("id").as_string()).append(" ");
    }
    CHECK(ids == "A1 A2 A3 B1 C1 ");
    CHECK(whole.at("truncated") == false);
    CHECK(asked(instance, row.path) ==
          std::vector<std::string>{"2026-01-01T00:00:00Z 2026-02-01T00:00:00Z ",
                                   "2026-01-01T00:00:00Z 2026-02-01T00:00:00Z c2",
                                   "2026-02-01T00:00:00Z 2026-03-04T00:00:00Z ",
                                   "2026-03-04T00:00:00Z 2026-03-15T00:00:00Z "});
  }
}

} // namespace callout::pagerduty::test
