#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {

TEST_CASE("curated input: unknown and missing members are refused before the call") {
  struct Row {
    json::object input;
    std::string_view detail;
    std::string_view pointer;
  };

  const Row rows[] = {
      {{{"incident", 1}, {"notes", "x"}},
       "pagerduty.incident.note: unknown member `notes`; did you mean `note`?",
       "/notes"},
      {{{"incident", 1}}, "pagerduty.incident.note: /note is missing; it must be a string", "/note"},
  };
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  for (const Row& row : rows) {
    const Answer answer = instance.invoke("incident.note", row.input);
    CHECK(answer.status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(answer.member("detail") == row.detail);
    CHECK(answer.member("pointer") == row.pointer);
  }
}

TEST_CASE("curated input: the action's `from` acts, else the connection's") {
  PluginFixture fixture;
  InstanceUnderTest instance = fixture.connect(with(fixture.config(), {{"from", fixture.ready("from")}}));
  const Answer own = instance.invoke(
      "incident.note",
      with({{"incident", "QSANDBOXINC007"}, {"note", "Seen."}}, {{"from", "service.owner@example.com"}}));
  REQUIRE_MESSAGE(own.ok(), own.text);
  CHECK(own.json().at("note").at("user").at("id") == "PUSER05");
  const Answer refused =
      fixture.connect().invoke("incident.note", {{"incident", "QSANDBOXINC007"}, {"note", "Seen."}});
  CHECK(refused.status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(refused.member("operation") == "createIncidentNote");
}

} // namespace callout::pagerduty::test
