#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "curated_fixture.hpp"

namespace callout::pagerduty::test {

TEST_CASE("incident.note: is kept with its words, in the name of `from`, on a locked incident too") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const std::string_view words = "Rolled back to 2026.10 \xE2\x80\x93 \"ok\"\n5 % left";
  for (const std::string& incident : {std::string("QSANDBOXINC008"), fixture.ready("locked_incident")}) {
    CAPTURE(incident);
    const json::value note =
        done(instance, "incident.note", {{"incident", incident}, {"note", words}}).at("note");
    CHECK(note.at("content").as_string() == words);
    const json::value kept = done(instance, "listIncidentNotes", {{"id", incident}}).at("notes");
    REQUIRE(kept.as_array().size() == 1);
    CHECK(kept.at(0).at("id") == note.at("id"));
    CHECK(kept.at(0).at("content").as_string() == words);
    CHECK(kept.at(0).at("user").at("id") == "PUSER06"); // automation@example.com, the connection's `from`
  }
  CHECK(effects(instance, "note.create") == 2);
  CHECK(instance.invoke("incident.note", {{"incident", 1}, {"note", ""}}).member("pointer") == "/note");
}

TEST_CASE("incident.page: calls users and whoever is on call for policies, in the name of `from`") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::value request = done(instance,
                                   "incident.page",
                                   {{"incident", "QSANDBOXINC008"},
                                    {"message", "Please look"},
                                    {"users", "service.owner@example.com"},
                                    {"escalation_policies", json::array{"Data, best effort"}}})
                                  .at("responder_request");
  CHECK(request.at("message") == "Please look");
  CHECK(request.at("responder_request_targets").as_array().size() == 2);
  json::array called;
  const json::value incident = done(instance, "getIncident", {{"id", "QSANDBOXINC008"}});
  for (const json::value& responder : incident.at("incident").at("incidents_responders").as_array()) {
    called.push_back(responder.at("user").at("id"));
  }
  CHECK(called == json::array{"PUSER05", "PUSER03"});
}

TEST_CASE("incident.page: says who is missing") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect(); // an app without `from`

  struct Row {
    json::object input;
    std::string_view pointer;
    std::string_view part;
  };

  const Row rows[] = {
      {{}, "/users", "nobody to page"},
      {{{"users", "PUSER01"}}, "/requester", "belongs to no user and no `from` is set"},
      {{{"users", json::array{"PUSER01", "On-call Engineer Four"}}}, "/users/1", "names no user"},
  };
  for (const Row& row : rows) {
    const Answer answer = instance.invoke(
        "incident.page", with(row.input, {{"incident", "QSANDBOXINC008"}, {"message", "Please look"}}));
    CAPTURE(answer.text);
    CHECK(answer.member("pointer") == row.pointer);
    CHECK(answer.member("detail").find(row.part) != std::string::npos);
  }
}

TEST_CASE("incident.status_update: reaches the incident; a mail of one's own needs both its parts") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect_as_user();
  const json::object update{{"incident", "QSANDBOXINC008"}, {"message", "Orders work again"}};
  CHECK(done(instance, "incident.status_update", update).at("status_update").at("message") ==
        "Orders work again");
  const json::value mail = done(instance,
                                "incident.status_update",
                                with(update, {{"subject", "Done"}, {"html_message", "<p>Done</p>"}}));
  CHECK(mail.at("status_update").at("subject") == "Done");
  CHECK(instance.invoke("incident.status_update", with(update, {{"subject", "Done"}})).member("pointer") ==
        "/html_message");
  CHECK(effects(instance, "status_update.create") == 2);
}

} // namespace callout::pagerduty::test
