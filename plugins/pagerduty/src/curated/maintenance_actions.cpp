// The rows of the maintenance.* actions.
#include "curated/maintenance_actions.hpp"

#include <array>

#include "curated/actions.hpp"

namespace callout::pagerduty::curated {
namespace {

constexpr std::string_view group = "Maintenance";

constexpr std::array actions{
    Action{
        .name = "maintenance.start",
        .title = "Begin maintenance of services",
        .tag = group,
        .risk = rest::Risk::write,
        .scope = "services.write",
        .lookup_scope = "services.read",
        .description = "Opens a maintenance window: until it ends, the services open no incidents.",
        .schema = R"json({"type":"object","additionalProperties":false,"required":["services"],"properties":{
"services":{"title":"Services","description":"One or several",
 "anyOf":[{"$ref":"#/$defs/service"},{"type":"array","minItems":1,"items":{"$ref":"#/$defs/service"}}]},
"duration":{"type":["string","integer"],"minimum":1,"title":"Duration",
 "description":"Seconds, or a text such as \"90m\" or \"1d12h\"; instead of `until`"},
"until":{"type":"string","format":"date-time","title":"Until"},
"start":{"type":"string","format":"date-time","title":"Start","description":"Now unless given"},
"description":{"type":"string","title":"Description","description":"What is done"},
"from":{"$ref":"#/$defs/from"}}})json",
        .example = R"({"services":["Checkout API"],"duration":"2h","description":"Upgrade of the database"})",
        .handler = start_maintenance},
    Action{
        .name = "maintenance.end",
        .title = "End maintenance",
        .tag = group,
        .risk = rest::Risk::destructive,
        .idempotent = true,
        .scope = "services.read services.write",
        .description =
            "Ends a window that has begun and removes one that has not. With `services`: the ongoing windows "
            "that cover these services and no others. `ended` and `left` in the result say what became of "
            "each.",
        .schema = R"json({"type":"object","additionalProperties":false,"properties":{
"window":{"type":["string","object"],"title":"Maintenance window",
 "description":"Its id, address or whole object; instead of `services`"},
"services":{"title":"Services","description":"One or several",
 "anyOf":[{"$ref":"#/$defs/service"},{"type":"array","minItems":1,"items":{"$ref":"#/$defs/service"}}]}}})json",
        .example = R"({"services":"Checkout API"})",
        .handler = end_maintenance},
};

} // namespace

std::span<const Action> maintenance_actions() {
  return actions;
}

} // namespace callout::pagerduty::curated
