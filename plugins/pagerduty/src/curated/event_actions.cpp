// The rows of the event.* actions.
#include "curated/event_actions.hpp"

#include <array>

#include "curated/actions.hpp"

namespace callout::pagerduty::curated {
namespace {

constexpr std::string_view group = "Events";

// The scopes are needed only to find the key of a service: an event itself carries no credential.
constexpr std::string_view key_scope = "services.read";
constexpr std::string_view key_case = "To say where it goes by `service`, even by its id,";

// Acknowledging and resolving say no more than which alert is meant.
constexpr std::string_view by_key =
    R"json({"type":"object","additionalProperties":false,"required":["dedup_key"],"properties":{
"routing_key":{"type":"string","minLength":32,"maxLength":32,"title":"Integration key","writeOnly":true,
 "description":"Of an Events API v2 integration; instead of `service`"},
"service":{"$ref":"#/$defs/service","description":"The service whose Events API v2 integration gets it"},
"dedup_key":{"type":"string","minLength":1,"title":"Key","description":"That of the trigger"}}})json";

constexpr std::array actions{
    Action{
        .name = "event.trigger",
        .title = "Send an alert",
        .tag = group,
        .risk = rest::Risk::write,
        .idempotent = true,
        .lookup_scope = key_scope,
        .lookup_case = key_case,
        .description =
            "Opens an alert, or adds to the open one with the same key. The key is the given one, else one "
            "that every attempt of the same workflow task shares. Texts and details that are too long for "
            "PagerDuty are cut; `cut` in the result says which and by how much.",
        .schema = R"json({"type":"object","additionalProperties":false,"required":["summary"],"properties":{
"routing_key":{"type":"string","minLength":32,"maxLength":32,"title":"Integration key","writeOnly":true,
 "description":"Of an Events API v2 integration; instead of `service`"},
"service":{"$ref":"#/$defs/service","description":"The service whose Events API v2 integration gets it"},
"summary":{"type":"string","minLength":1,"title":"Summary","description":"What is wrong, in one line"},
"source":{"type":"string","minLength":1,"title":"Source",
 "description":"What it was seen on, such as a host; the program that runs the workflow unless given"},
"severity":{"type":"string","enum":["critical","error","warning","info"],"default":"error","title":"Severity"},
"dedup_key":{"type":"string","minLength":1,"title":"Key",
 "description":"Names the trouble, so that it can be acknowledged and resolved"},
"timestamp":{"type":"string","format":"date-time","title":"Time"},
"component":{"type":"string","title":"Component"},
"group":{"type":"string","title":"Group"},
"class":{"type":"string","title":"Class"},
"custom_details":{"type":"object","title":"Details"},
"links":{"type":"array","title":"Links","items":{"anyOf":[{"type":"string","format":"uri"},
 {"type":"object","required":["href"],"properties":{"href":{"type":"string","format":"uri"},
 "text":{"type":"string"}}}]}},
"images":{"type":"array","title":"Images","items":{"anyOf":[{"type":"string","format":"uri"},
 {"type":"object","required":["src"],"properties":{"src":{"type":"string","format":"uri"},
 "href":{"type":"string","format":"uri"},"alt":{"type":"string"}}}]}},
"client":{"type":"string","title":"Client","description":"Name of the monitoring that saw it"},
"client_url":{"type":"string","format":"uri","title":"Address of the client"}}})json",
        .example = R"({"service":"Checkout API","summary":"Disk 95 % full on db-1","severity":"critical",
"source":"db-1","dedup_key":"db-1/disk","links":["https://wiki.example.com/disk"]})",
        .handler = trigger_event},
    Action{.name = "event.acknowledge",
           .title = "Acknowledge an alert by its key",
           .tag = group,
           .risk = rest::Risk::write,
           .idempotent = true,
           .lookup_scope = key_scope,
           .lookup_case = key_case,
           .description =
               "Tells that somebody works on the open alert with this key. PagerDuty takes it also "
               "when there is none, and then nothing happens.",
           .schema = by_key,
           .example = R"({"service":"Checkout API","dedup_key":"db-1/disk"})",
           .handler = acknowledge_event},
    Action{.name = "event.resolve",
           .title = "Resolve an alert by its key",
           .tag = group,
           .risk = rest::Risk::write,
           .idempotent = true,
           .lookup_scope = key_scope,
           .lookup_case = key_case,
           .description =
               "Tells that the trouble with this key is over. PagerDuty takes it also when there is "
               "no open alert, and then nothing happens.",
           .schema = by_key,
           .example = R"({"service":"Checkout API","dedup_key":"db-1/disk"})",
           .handler = resolve_event},
    Action{.name = "event.change",
           .title = "Tell of a change, such as a deployment",
           .tag = group,
           .risk = rest::Risk::write,
           .lookup_scope = key_scope,
           .lookup_case = key_case,
           .description = "Puts a change on a service's record, where responders see it beside incidents. It "
                          "calls nobody. What is too long is cut, and `cut` in the result says so.",
           .schema =
               R"json({"type":"object","additionalProperties":false,"required":["summary"],"properties":{
"routing_key":{"type":"string","minLength":32,"maxLength":32,"title":"Integration key","writeOnly":true,
 "description":"Of an Events API v2 integration; instead of `service`"},
"service":{"$ref":"#/$defs/service","description":"The service whose Events API v2 integration gets it"},
"summary":{"type":"string","minLength":1,"title":"Summary","description":"What was changed, in one line"},
"source":{"type":"string","minLength":1,"title":"Source",
 "description":"Who or what changed it; the program that runs the workflow unless given"},
"timestamp":{"type":"string","format":"date-time","title":"Time"},
"custom_details":{"type":"object","title":"Details"},
"links":{"type":"array","title":"Links","items":{"anyOf":[{"type":"string","format":"uri"},
 {"type":"object","required":["href"],"properties":{"href":{"type":"string","format":"uri"},
 "text":{"type":"string"}}}]}},
"images":{"type":"array","title":"Images","items":{"anyOf":[{"type":"string","format":"uri"},
 {"type":"object","required":["src"],"properties":{"src":{"type":"string","format":"uri"},
 "href":{"type":"string","format":"uri"},"alt":{"type":"string"}}}]}}}})json",
           .example = R"({"service":"Checkout API","summary":"Deployed Checkout 4.2.1",
"links":[{"href":"https://ci.example.com/1942","text":"Build"}]})",
           .handler = send_change},
};

} // namespace

std::span<const Action> event_actions() {
  return actions;
}

} // namespace callout::pagerduty::curated
