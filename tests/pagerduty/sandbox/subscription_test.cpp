#include <string_view>

#include <doctest/doctest.h>

#include "sandbox_client.hpp"

using callout::sandbox_test::Answer;
using callout::sandbox_test::Fixture;

namespace {

constexpr std::string_view good =
    R"({"webhook_subscription":{"type":"webhook_subscription","events":["incident.triggered"],
"delivery_method":{"type":"http_delivery_method","url":"https://hooks.example.com/pd"},
"filter":{"type":"service_reference","id":"PSERV01"}}})";

std::string with(std::string text, std::string_view old, std::string_view replacement) {
  return text.replace(text.find(old), old.size(), replacement);
}

} // namespace

TEST_CASE("webhook subscriptions: the secret is shown at creation and never again") {
  Fixture sandbox;
  const Answer made = sandbox.call("POST", "/webhook_subscriptions", std::string(good));
  REQUIRE(made.status == 201);
  CHECK(made.at("/webhook_subscription/delivery_method/secret").size() == 64);
  const std::string target = "/webhook_subscriptions/" + made.at("/webhook_subscription/id");
  CHECK(sandbox.get(target).at("/webhook_subscription/delivery_method/secret").empty());
  const Answer changed = sandbox.call(
      "PUT", target, R"({"webhook_subscription":{"events":["incident.resolved"],"active":false}})");
  CHECK(changed.status == 200);
  CHECK(changed.at("/webhook_subscription/events/0") == "incident.resolved");
  CHECK(changed.at("/webhook_subscription/active") == "false");
  CHECK(sandbox.get("/webhook_subscriptions").at("/webhook_subscriptions/0/delivery_method/secret").empty());
  CHECK(sandbox.effect("webhook_subscription.create") == 1);
  const Answer enabled = sandbox.call("POST", target + "/enable", "");
  CHECK(enabled.status == 200);
  CHECK(enabled.at("/webhook_subscription/delivery_method/temporarily_disabled") == "false");
  CHECK(sandbox.call("POST", "/webhook_subscriptions/PNONE01/enable", "").status == 404);
}

TEST_CASE("webhook subscriptions: what cannot be delivered or watched is refused") {
  struct Row {
    std::string_view old;
    std::string_view replacement;
  };

  const Row rows[] = {{"https://", "http://"}, {"PSERV01", "PSERV99"}, {R"(["incident.triggered"])", "[]"}};
  Fixture sandbox;
  for (const Row& row : rows) {
    CAPTURE(row.replacement);
    const std::string body = with(std::string(good), row.old, row.replacement);
    CHECK(sandbox.call("POST", "/webhook_subscriptions", body).status == 400);
  }
  CHECK(sandbox.call("PUT", "/webhook_subscriptions/PNONE01", std::string(good)).status == 404);
}

TEST_CASE("shift-based schedules: are found, show their turns and take overrides") {
  Fixture sandbox;
  CHECK(sandbox.ids("/v3/schedules", "schedules") == "PSCHED3");
  CHECK(sandbox.ids("/v3/schedules?query=platform", "schedules").empty());
  CHECK(sandbox.get("/schedules/PSCHED3").status == 404);
  const std::string day = "?since=2026-03-02T00:00:00Z&until=2026-03-02T12:00:00Z&include[]=final_schedule";
  const Answer before = sandbox.get("/v3/schedules/PSCHED3" + day);
  const std::string turn = "/schedule/final_schedule/computed_shift_assignments/0";
  const std::string on_call = before.at(turn + "/member/user_id");
  REQUIRE(!on_call.empty());
  const std::string asked =
      R"({"overrides":[{"type":"override_shift","rotation_id":"PSCHED3R","start_time":"2026-03-02T00:00:00Z",
"end_time":"2026-03-02T12:00:00Z","overridden_member":{"type":"user_member","user_id":")" +
      on_call + R"("},"overriding_member":{"type":"user_member","user_id":"PUSER06"}}]})";
  CHECK(sandbox.call("POST", "/v3/schedules/PSCHED3/overrides", asked).status == 201);
  CHECK(sandbox.get("/v3/schedules/PSCHED3" + day).at(turn + "/member/user_id") == "PUSER06");
  CHECK(sandbox.call("POST", "/v3/schedules/PSCHED3/overrides", asked).status == 400); // is on call no more
}
