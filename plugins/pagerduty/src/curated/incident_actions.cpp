// The rows of the incident.* actions.
#include "curated/incident_actions.hpp"

#include <array>

#include "curated/actions.hpp"

namespace callout::pagerduty::curated {
namespace {

constexpr std::string_view group = "Incident response";
constexpr std::string_view both_scopes = "incidents.read incidents.write";

constexpr std::array actions{
    Action{
        .name = "incident.create",
        .title = "Open an incident, once",
        .tag = group,
        .risk = rest::Risk::write,
        .idempotent = true,
        .scope = both_scopes,
        .lookup_scope = "escalation_policies.read priorities.read services.read users.read",
        .description =
            "Opens an incident on a service. It has a key: the given one, else one that every attempt of the "
            "same workflow task shares. While an incident with that key is open on the service, no second "
            "one "
            "is opened: the answer is then the open one, with `created: false`. When the answer gets lost on "
            "its way, the incident is looked for by its key before anything is repeated.",
        .schema = R"json({"type":"object","additionalProperties":false,"required":["service","title"],
"properties":{"service":{"$ref":"#/$defs/service"},
"title":{"type":"string","minLength":1,"title":"Title","description":"What is wrong, in one line"},
"details":{"type":"string","title":"Details","description":"Whatever helps whoever is called"},
"urgency":{"type":"string","enum":["high","low"],"title":"Urgency",
 "description":"The service's rule unless given"},
"priority":{"$ref":"#/$defs/priority"},
"escalation_policy":{"$ref":"#/$defs/escalation_policy"},
"assignees":{"title":"Assignees","description":"One user or several, instead of whoever is on call",
 "anyOf":[{"$ref":"#/$defs/user"},{"type":"array","minItems":1,"items":{"$ref":"#/$defs/user"}}]},
"incident_key":{"type":"string","minLength":1,"maxLength":255,"title":"Key",
 "description":"Names the trouble: at most one incident of a service is open with it"},
"incident_type":{"type":"string","minLength":1,"title":"Incident type","description":"Its name"},
"conference_bridge":{"type":"object","additionalProperties":false,"title":"Conference bridge","properties":{
 "conference_number":{"type":"string"},"conference_url":{"type":"string","format":"uri"}}},
"from":{"$ref":"#/$defs/from"}}})json",
        .example =
            R"({"service":"Checkout API","title":"Checkout answers 5xx","urgency":"high","priority":"P1"})",
        .handler = create_incident},
    Action{.name = "incident.acknowledge",
           .title = "Acknowledge one incident or many",
           .tag = group,
           .risk = rest::Risk::write,
           .idempotent = true,
           .scope = both_scopes,
           .description = "One that is acknowledged already stays as it is (`changed: false`). One that is "
                          "resolved is left "
                          "alone, as a conflict, unless `reopen` says otherwise. With `incidents` the answer "
                          "has a result for "
                          "each, also when some fail; when all fail, it is a problem.",
           .schema = R"json({"type":"object","additionalProperties":false,"properties":{
"incident":{"$ref":"#/$defs/incident"},
"incidents":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/incident"},"title":"Incidents",
 "description":"Several, instead of `incident`"},
"reopen":{"type":"boolean","default":false,"title":"Reopen","description":"Also those that are resolved"},
"from":{"$ref":"#/$defs/from"}}})json",
           .example = R"({"incidents":["#1012","QSANDBOXINC008"]})",
           .handler = acknowledge_incidents},
    Action{.name = "incident.resolve",
           .title = "Resolve one incident or many",
           .tag = group,
           .risk = rest::Risk::write,
           .idempotent = true,
           .scope = both_scopes,
           .description = "One that is resolved already stays as it is (`changed: false`). With `incidents` "
                          "the answer has a "
                          "result for each, also when some fail; when all fail, it is a problem.",
           .schema = R"json({"type":"object","additionalProperties":false,"properties":{
"incident":{"$ref":"#/$defs/incident"},
"incidents":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/incident"},"title":"Incidents",
 "description":"Several, instead of `incident`"},
"resolution":{"type":"string","minLength":1,"title":"Resolution","description":"Kept with the log entry"},
"from":{"$ref":"#/$defs/from"}}})json",
           .example = R"({"incident":"#1012","resolution":"Rolled back to 2026.10"})",
           .handler = resolve_incidents},
    Action{.name = "incident.escalate",
           .title = "Escalate an incident",
           .tag = group,
           .risk = rest::Risk::write,
           .scope = "incidents.write",
           .input_scope = "incidents.read oncalls.read",
           .lookup_scope = "escalation_policies.read",
           .description =
               "Calls a further level of the escalation policy: `level`, else the one behind that of the "
               "present assignees; or another policy, from its first level on.",
           .schema =
               R"json({"type":"object","additionalProperties":false,"required":["incident"],"properties":{
"incident":{"$ref":"#/$defs/incident"},
"level":{"type":"integer","minimum":1,"title":"Level"},
"escalation_policy":{"$ref":"#/$defs/escalation_policy"},
"from":{"$ref":"#/$defs/from"}}})json",
           .example = R"({"incident":"#1009"})",
           .handler = escalate_incident},
    Action{.name = "incident.reassign",
           .title = "Give an incident to somebody else",
           .tag = group,
           .risk = rest::Risk::write,
           .idempotent = true,
           .scope = "incidents.write",
           .lookup_scope = "escalation_policies.read incidents.read users.read",
           .description = "Assigns an incident to users, or hands it to another escalation policy.",
           .schema =
               R"json({"type":"object","additionalProperties":false,"required":["incident"],"properties":{
"incident":{"$ref":"#/$defs/incident"},
"users":{"title":"Users","description":"One or several",
 "anyOf":[{"$ref":"#/$defs/user"},{"type":"array","minItems":1,"items":{"$ref":"#/$defs/user"}}]},
"escalation_policy":{"$ref":"#/$defs/escalation_policy"},
"from":{"$ref":"#/$defs/from"}}})json",
           .example = R"({"incident":"#1012","users":["incident.commander@example.com"]})",
           .handler = reassign_incident},
    Action{
        .name = "incident.snooze",
        .title = "Snooze an incident",
        .tag = group,
        .risk = rest::Risk::write,
        .scope = "incidents.write",
        .lookup_scope = "incidents.read",
        .description = "Keeps an incident acknowledged for a while; then it is triggered again.",
        .schema =
            R"json({"type":"object","additionalProperties":false,"required":["incident","for"],"properties":{
"incident":{"$ref":"#/$defs/incident"},
"for":{"type":["string","integer"],"minimum":1,"title":"For",
 "description":"Seconds, or a text such as \"90m\", \"4h\" or \"1d12h\"; a week at most"},
"from":{"$ref":"#/$defs/from"}}})json",
        .example = R"({"incident":"#1012","for":"4h"})",
        .handler = snooze_incident},
    Action{.name = "incident.merge",
           .title = "Merge incidents into one",
           .tag = group,
           .risk = rest::Risk::write,
           .idempotent = true,
           .scope = "incidents.write",
           .lookup_scope = "incidents.read",
           .description = "Moves the alerts of `incidents` to `into` and resolves them. It cannot be undone.",
           .schema = R"json({"type":"object","additionalProperties":false,"required":["into","incidents"],
"properties":{"into":{"$ref":"#/$defs/incident"},
"incidents":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/incident"},"title":"Incidents",
 "description":"Those that end in the other"},
"from":{"$ref":"#/$defs/from"}}})json",
           .example = R"({"into":"#1012","incidents":["#1011"]})",
           .handler = merge_incidents},
    Action{
        .name = "incident.note",
        .title = "Add a note to an incident",
        .tag = group,
        .risk = rest::Risk::write,
        .scope = "incidents.write",
        .lookup_scope = "incidents.read",
        .description = "Writes a note on an incident's timeline.",
        .schema =
            R"json({"type":"object","additionalProperties":false,"required":["incident","note"],"properties":{
"incident":{"$ref":"#/$defs/incident"},
"note":{"type":"string","minLength":1,"title":"Note","description":"Plain text"},
"from":{"$ref":"#/$defs/from"}}})json",
        .example = R"({"incident":"#1012","note":"Rolled back to 2026.10; the error rate falls."})",
        .handler = add_note},
    Action{
        .name = "incident.page",
        .title = "Call more people to an incident",
        .tag = group,
        .risk = rest::Risk::write,
        .scope = "incidents.write",
        .input_scope = "users.read",
        .lookup_scope = "escalation_policies.read incidents.read",
        .description =
            "Sends a responder request to users, to whoever is on call for escalation policies, or "
            "both. The incident's assignees stay.",
        .schema = R"json({"type":"object","additionalProperties":false,"required":["incident","message"],
"properties":{"incident":{"$ref":"#/$defs/incident"},
"message":{"type":"string","minLength":1,"title":"Message","description":"Why they are called"},
"users":{"title":"Users","description":"One or several",
 "anyOf":[{"$ref":"#/$defs/user"},{"type":"array","minItems":1,"items":{"$ref":"#/$defs/user"}}]},
"escalation_policies":{"title":"Escalation policies","description":"One or several",
 "anyOf":[{"$ref":"#/$defs/escalation_policy"},
          {"type":"array","minItems":1,"items":{"$ref":"#/$defs/escalation_policy"}}]},
"requester":{"$ref":"#/$defs/user","description":"Who calls; `me` unless given"},
"from":{"$ref":"#/$defs/from"}}})json",
        .example =
            R"({"incident":"#1012","users":"service.owner@example.com","message":"Please look at the database"})",
        .handler = page_responders},
    Action{.name = "incident.status_update",
           .title = "Tell stakeholders how an incident stands",
           .tag = group,
           .risk = rest::Risk::write,
           .scope = "incidents.write",
           .lookup_scope = "incidents.read",
           .description =
               "Sends a status update to those who follow the incident. `subject` and `html_message` "
               "together make the mail look otherwise.",
           .schema = R"json({"type":"object","additionalProperties":false,"required":["incident","message"],
"properties":{"incident":{"$ref":"#/$defs/incident"},
"message":{"type":"string","minLength":1,"title":"Message"},
"subject":{"type":"string","minLength":1,"title":"Subject"},
"html_message":{"type":"string","minLength":1,"title":"HTML message"},
"from":{"$ref":"#/$defs/from"}}})json",
           .example = R"({"incident":"#1012","message":"Orders work again. We keep watching."})",
           .handler = send_status_update},
    Action{.name = "incident.wait_for",
           .title = "Wait until an incident is acknowledged or resolved",
           .tag = group,
           .risk = rest::Risk::read,
           .idempotent = true,
           .scope = "incidents.read",
           .description =
               "Looks at an incident until it has one of the statuses, at growing intervals from a second "
               "to half a minute. Ends as a problem when the time is over.",
           .schema =
               R"json({"type":"object","additionalProperties":false,"required":["incident"],"properties":{
"incident":{"$ref":"#/$defs/incident"},
"status":{"title":"Status","description":"One, or several of which any will do; resolved unless given",
 "anyOf":[{"type":"string","enum":["triggered","acknowledged","resolved"]},
 {"type":"array","minItems":1,"items":{"type":"string","enum":["triggered","acknowledged","resolved"]}}]},
"within":{"type":["string","integer"],"minimum":1,"title":"Within",
 "description":"Seconds, or a text such as \"30m\"; as long as the call may take unless given"}}})json",
           .example = R"({"incident":"#1012","status":["acknowledged","resolved"],"within":"15m"})",
           .handler = wait_for_incident},
    Action{.name = "incident.timeline",
           .title = "Show what happened to an incident, in order",
           .tag = group,
           .risk = rest::Risk::read,
           .idempotent = true,
           .scope = "incidents.read",
           .description =
               "The incident's log, the oldest entry first: when, what, by whom, to whom, and the notes. "
               "When there are more than `limit`, they are the latest, and `truncated` is true.",
           .schema =
               R"json({"type":"object","additionalProperties":false,"required":["incident"],"properties":{
"incident":{"$ref":"#/$defs/incident"},
"since":{"type":"string","format":"date-time","title":"Since"},
"until":{"type":"string","format":"date-time","title":"Until"},
"overview":{"type":"boolean","default":false,"title":"Overview","description":"Only the most important kinds"},
"limit":{"type":"integer","minimum":1,"maximum":9999,"default":200,"title":"Limit"}}})json",
           .example = R"({"incident":"#1012"})",
           .handler = show_timeline},
};

} // namespace

std::span<const Action> incident_actions() {
  return actions;
}

} // namespace callout::pagerduty::curated
