// The rows of the incident.* actions.
#include "curated/incident_actions.hpp"

#include <array>

#include "curated/actions.hpp"

namespace callout::pagerduty::curated {
namespace {

constexpr std::string_view group = "Incident response";
constexpr std::string_view lookup = "incidents.read users.read";

constexpr std::array actions{
    Action{.name = "incident.note",
           .title = "Add a note to an incident",
           .tag = group,
           .risk = rest::Risk::write,
           .scope = "incidents.write",
           .lookup_scope = lookup,
           .description = "Writes a note on an incident's timeline, in the name of `from`.",
           .schema = R"json({"type":"object","additionalProperties":false,"required":["incident","note"],
"properties":{"incident":{"$ref":"#/$defs/incident"},
"note":{"type":"string","minLength":1,"maxLength":25000,"title":"Note","description":"Plain text"},
"from":{"type":"string","format":"email","title":"From","description":"Login address of the acting user"}}})json",
           .example = R"({"incident":"#1012","note":"Rolled back to 2026.10; error rate falls."})",
           .handler = add_note},
};

} // namespace

std::span<const Action> incident_actions() {
  return actions;
}

} // namespace callout::pagerduty::curated
