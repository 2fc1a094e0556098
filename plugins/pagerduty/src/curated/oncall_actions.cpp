// The rows of the oncall.* actions.
#include "curated/oncall_actions.hpp"

#include <array>

#include "curated/actions.hpp"

namespace callout::pagerduty::curated {
namespace {

constexpr std::string_view group = "On call";

constexpr std::array actions{
    Action{.name = "oncall.now",
           .title = "Show who is on call",
           .tag = group,
           .idempotent = true,
           .input_scope = "escalation_policies.read oncalls.read schedules.read services.read users.read",
           .description =
               "For a service, an escalation policy or a schedule of either kind. `levels` has everybody by "
               "escalation level, each once a level, with schedules and the end of the turn (null: none); "
               "`users` has everybody once, in the order in which they are called. What the service, policy "
               "or schedule is made of is read too, which needs its scope.",
           .schema = R"json({"type":"object","additionalProperties":false,"properties":{
"service":{"$ref":"#/$defs/service"},
"escalation_policy":{"$ref":"#/$defs/escalation_policy"},
"schedule":{"$ref":"#/$defs/schedule"}}})json",
           .example = R"({"service":"Checkout API"})",
           .handler = show_on_call},
    Action{
        .name = "oncall.override",
        .title = "Put somebody else on call for a while",
        .tag = group,
        .risk = rest::Risk::write,
        .scope = "schedules.read schedules.write",
        .lookup_scope = "users.read",
        .description = "The user takes the schedule over from `start`, or now, `until` a time or for a "
                       "`duration`. In a shift-based schedule every turn of somebody else in that time is "
                       "overridden.",
        .schema =
            R"json({"type":"object","additionalProperties":false,"required":["schedule","user"],"properties":{
"schedule":{"$ref":"#/$defs/schedule"},
"user":{"$ref":"#/$defs/user"},
"duration":{"type":["string","integer"],"minimum":1,"title":"Duration",
 "description":"Seconds, or a text such as \"90m\" or \"1d12h\"; instead of `until`"},
"until":{"type":"string","format":"date-time","title":"Until"},
"start":{"type":"string","format":"date-time","title":"Start","description":"Now unless given"}}})json",
        .example = R"({"schedule":"Platform primary","user":"service.owner@example.com","duration":"4h"})",
        .handler = override_schedule},
};

} // namespace

std::span<const Action> oncall_actions() {
  return actions;
}

} // namespace callout::pagerduty::curated
