// The rows of the webhook.* actions.
#include "curated/webhook_actions.hpp"

#include <array>

#include "curated/actions.hpp"

namespace callout::pagerduty::curated {
namespace {

constexpr std::string_view group = "Webhooks";

constexpr std::array actions{
    Action{
        .name = "webhook.ensure",
        .title = "Have a webhook subscription",
        .tag = group,
        .risk = rest::Risk::write,
        .idempotent = true,
        .scope = "webhook_subscriptions.read webhook_subscriptions.write",
        .lookup_scope = "services.read teams.read",
        .description =
            "A subscription with this address for this service, team or account is made to send exactly "
            "these events and to be active; when there is none, it is created. `outcome` says created, "
            "updated or unchanged. The result of a creation has the `secret` for webhook.verify: PagerDuty "
            "shows it this once, so keep it.",
        .schema =
            R"json({"type":"object","additionalProperties":false,"required":["url","events"],"properties":{
"url":{"type":"string","format":"uri","minLength":8,"title":"Address","description":"Where PagerDuty sends to"},
"events":{"type":"array","minItems":1,"uniqueItems":true,"items":{"type":"string","minLength":1},
 "title":"Events","description":"Such as incident.triggered"},
"service":{"$ref":"#/$defs/service"},
"team":{"$ref":"#/$defs/team"},
"description":{"type":"string","title":"Description"}}})json",
        .example = R"({"url":"https://hooks.example.com/pagerduty","service":"Checkout API",
"events":["incident.triggered","incident.resolved"]})",
        .handler = ensure_webhook},
    Action{.name = "webhook.verify",
           .title = "Check that a webhook is PagerDuty's",
           .tag = group,
           .risk = rest::Risk::read,
           .idempotent = true,
           .description = "Compares the header X-PagerDuty-Signature, which has several signatures while a "
                          "secret is being replaced, with the body. Ends as a problem when none fits. Sends "
                          "nothing and needs no credential.",
           .schema = R"json({"type":"object","additionalProperties":false,
"required":["payload","signature","secret"],"properties":{
"payload":{"type":"string","title":"Payload",
 "description":"Body of the webhook as it came, byte for byte: not parsed and written anew"},
"signature":{"type":"string","minLength":1,"title":"Signature",
 "description":"Value of the header X-PagerDuty-Signature"},
"secret":{"type":"string","minLength":1,"title":"Secret","writeOnly":true,
 "description":"The subscription's, from its creation"}}})json",
           .example = R"({"payload":"{\"event\":{\"id\":\"01ABCD\"}}","secret":"from-webhook.ensure",
"signature":"v1=903b9f9f3f0cf70737a2948fa466a8b5f59d57f620f6fc0a7ff316d2a2146bcb"})",
           .handler = verify_webhook},
};

} // namespace

std::span<const Action> webhook_actions() {
  return actions;
}

} // namespace callout::pagerduty::curated
