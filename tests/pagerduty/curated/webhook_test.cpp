#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "curated/webhook_signature.hpp"
#include "curated_fixture.hpp"

namespace callout::pagerduty::test {
namespace {

constexpr std::string_view body =
    R"({"event":{"id":"01DEN2S0MGQLZ8EGG6ZHT8D0PA","event_type":"incident.triggered","data":{"title":"Ünïcode ✓"}}})";
// By `openssl dgst -sha256 -hmac hunter2-secret`, and the same for replaced-secret.
constexpr std::string_view signature = "v1=a97a4a59c59ada50b0441efbe1c77ee055f3a223b76533faf780c6c6124e775a";
constexpr std::string_view other = "v1=7eb73ba100fb51ace2d76f19aa8a416b1ddb6abc8976950230c0fea6603db47a";

json::object wanted() {
  return {{"url", "https://hooks.example.com/pagerduty"},
          {"events", json::array{"incident.triggered", "incident.resolved"}},
          {"service", "Checkout API"}};
}

} // namespace

TEST_CASE("is_signed: one right signature among several is enough") {
  struct Row {
    std::string header;
    bool good;
  };

  const std::string right(signature);
  const std::string wrong(other);
  const Row rows[] = {
      {right, true},
      {wrong, false},
      {wrong + "," + right, true},
      {right + "," + wrong, true},
      {wrong + ", " + right + " ", true},
      {"", false},
      {",,", false},
      {right.substr(3), false},
      {"v2=" + right.substr(3), false},
      {"v2=00," + right, true},
      {right.substr(0, 60), false},
      {right + "0", false},
      {"v1=", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.header);
    CHECK(curated::is_signed(body, row.header, "hunter2-secret") == row.good);
  }
}

TEST_CASE("is_signed: every byte of body and secret counts") {
  CHECK(curated::is_signed(body, other, "replaced-secret"));
  CHECK(!curated::is_signed(std::string(body) + "\n", signature, "hunter2-secret"));
  CHECK(!curated::is_signed(body, signature, "hunter2-secre"));
  CHECK(!curated::is_signed(body, signature, ""));
  // RFC 4231, test case 2.
  CHECK(curated::is_signed("what do ya want for nothing?",
                           "v1=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                           "Jefe"));
}

TEST_CASE("webhook.verify: needs neither session nor network, and ends as a problem when none fits") {
  struct Row {
    std::string signature;
    callout_status status;
  };

  const Row rows[] = {{std::string(other) + "," + std::string(signature), CALLOUT_OK},
                      {std::string(other), CALLOUT_E_PERMISSION_DENIED},
                      {"sha256=00", CALLOUT_E_INVALID_ARGUMENT}};
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.create(fixture.config());
  for (const Row& row : rows) {
    CAPTURE(row.signature);
    const Answer answer = instance.invoke(
        "webhook.verify", {{"payload", body}, {"signature", row.signature}, {"secret", "hunter2-secret"}});
    CAPTURE(answer.text);
    CHECK(answer.status == row.status);
    CHECK(answer.text.find("hunter2") == std::string::npos);
  }
  CHECK(fixture.log_text().empty());
}

TEST_CASE("webhook.ensure: creates once, then changes only what is otherwise") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  const json::value made = done(instance, "webhook.ensure", wanted());
  CHECK(made.at("outcome") == "created");
  CHECK(made.at("secret").as_string().size() == 64);
  CHECK(made.at("webhook_subscription").at("filter").at("id") == "PSERV01");

  json::object reordered = wanted();
  reordered["events"] = json::array{"incident.resolved", "incident.triggered"};
  const json::value same = done(instance, "webhook.ensure", reordered);
  CHECK(same.at("outcome") == "unchanged");
  CHECK(!same.as_object().contains("secret"));

  const json::value more =
      done(instance, "webhook.ensure", with(wanted(), {{"events", json::array{"incident.acknowledged"}}}));
  CHECK(more.at("outcome") == "updated");
  CHECK(more.at("webhook_subscription").at("id") == made.at("webhook_subscription").at("id"));
  CHECK(more.at("webhook_subscription").at("events") == json::array{"incident.acknowledged"});
  CHECK(effects(instance, "webhook_subscription.create") == 1);
  CHECK(effects(instance, "webhook_subscription.update") == 1);
}

TEST_CASE(
    "webhook.ensure: another filter or address is another subscription, and a stopped one starts again") {
  CuratedFixture fixture;
  InstanceUnderTest instance = fixture.connect();
  const json::value made = done(instance, "webhook.ensure", wanted());
  json::object account = wanted();
  account.erase("service");
  CHECK(done(instance, "webhook.ensure", account).at("outcome") == "created");
  CHECK(done(instance, "webhook.ensure", with(account, {{"team", "Payments"}})).at("outcome") == "created");
  const json::object elsewhere = with(wanted(), {{"url", "https://hooks.example.com/other"}});
  CHECK(done(instance, "webhook.ensure", elsewhere).at("outcome") == "created");
  const json::object stop{{"id", made.at("webhook_subscription").at("id")},
                          {"webhook_subscription", json::object{{"active", false}}}};
  done(instance, "updateWebhookSubscription", stop);
  const json::value started = done(instance, "webhook.ensure", wanted());
  CHECK(started.at("outcome") == "updated");
  CHECK(started.at("webhook_subscription").at("active") == true);
  CHECK(instance.invoke("webhook.ensure", with(wanted(), {{"team", "Payments"}})).member("pointer") ==
        "/service");
}

TEST_CASE("webhook.ensure: one that PagerDuty has disabled for a time is enabled, and changed if need be") {
  struct Row {
    std::string_view name;
    json::object input;
    std::int64_t updates;
  };

  const Row rows[] = {
      {"as it is wanted", wanted(), 0},
      {"of other events", with(wanted(), {{"events", json::array{"incident.acknowledged"}}}), 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CuratedFixture fixture;
    InstanceUnderTest instance = fixture.connect();
    json::value subscription = done(instance, "webhook.ensure", wanted()).at("webhook_subscription");
    subscription.at("delivery_method").as_object()["temporarily_disabled"] = true;
    const json::object listed{{"webhook_subscriptions", json::array{subscription}}, {"more", false}};
    const json::object fault{
        {"method", "GET"}, {"path", "/webhook_subscriptions"}, {"status", 200}, {"body", listed}};
    fixture.fault(fault);
    const json::value shown = done(instance, "webhook.ensure", with(row.input, {{"dry_run", true}}));
    CHECK(shown.at("requests").as_array().size() == 1 + static_cast<std::size_t>(row.updates));
    fixture.fault(fault);
    const json::value enabled = done(instance, "webhook.ensure", row.input);
    CHECK(enabled.at("outcome") == "updated");
    CHECK(enabled.at("webhook_subscription").at("id") == subscription.at("id"));
    CHECK(enabled.at("webhook_subscription").at("delivery_method").at("temporarily_disabled") == false);
    CHECK(effects(instance, "webhook_subscription.enable") == 1);
    CHECK(effects(instance, "webhook_subscription.update") == row.updates);
  }
}

} // namespace callout::pagerduty::test
