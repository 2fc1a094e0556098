#pragma once

#include <array>

#include <callout/rest/operation.hpp>

namespace callout::test {

using rest::ListStyle;
using rest::Location;
using rest::Method;

constexpr rest::Parameter path_id{"id", "id", Location::path, ListStyle::none, true, R"({"type":"string"})"};
constexpr rest::Parameter header_from{
    "from", "From", Location::header, ListStyle::none, true, R"({"type":"string"})"};

constexpr std::array list_parameters{
    rest::Parameter{"limit", "limit", Location::query, ListStyle::none, false, R"({"type":"integer"})"},
    rest::Parameter{"ratio", "ratio", Location::query, ListStyle::none, false, R"({"type":"number"})"},
    rest::Parameter{"total", "total", Location::query, ListStyle::none, false, R"({"type":"boolean"})"},
    rest::Parameter{"since", "since", Location::query, ListStyle::none, false, R"({"type":"string"})"},
    rest::Parameter{"any", "any", Location::query, ListStyle::none, false, ""},
    rest::Parameter{"urgency",
                    "urgency",
                    Location::query,
                    ListStyle::none,
                    false,
                    R"({"type":"string","enum":["high","low"]})"},
    rest::Parameter{
        "statuses",
        "statuses[]",
        Location::query,
        ListStyle::repeat,
        false,
        R"({"type":"array","items":{"type":"string","enum":["triggered","acknowledged","resolved"]}})"},
    rest::Parameter{"sort_by",
                    "sort_by",
                    Location::query,
                    ListStyle::comma,
                    false,
                    R"({"type":"array","items":{"type":"string"}})"},
};
constexpr std::array id_parameters{path_id};
constexpr std::array from_parameters{header_from};
constexpr std::array both_parameters{
    path_id,
    rest::Parameter{"name", "name", Location::query, ListStyle::none, false, R"({"type":"string"})"}};

constexpr std::array operations{
    rest::Operation{.id = "createIncident",
                    .method = Method::post,
                    .path = "/incidents",
                    .parameters = from_parameters,
                    .body = "createIncident.body",
                    .body_required = true,
                    .accept = "application/vnd.x+json"},
    rest::Operation{
        .id = "createOpen", .method = Method::post, .path = "/open", .body = "open", .body_required = true},
    rest::Operation{
        .id = "createRule", .method = Method::post, .path = "/rules", .body = "rule", .body_required = true},
    rest::Operation{.id = "deleteIncident",
                    .method = Method::delete_,
                    .path = "/incidents/{id}",
                    .parameters = id_parameters,
                    .idempotent = true},
    rest::Operation{.id = "listIncidents",
                    .path = "/incidents",
                    .parameters = list_parameters,
                    .early_access = "preview",
                    .idempotent = true},
    rest::Operation{.id = "putLines",
                    .method = Method::put,
                    .path = "/lines",
                    .body = "lines",
                    .body_required = true,
                    .idempotent = true},
    rest::Operation{.id = "rename",
                    .method = Method::put,
                    .path = "/things/{id}",
                    .parameters = both_parameters,
                    .body = "naming",
                    .idempotent = true},
};

constexpr std::array schemas{
    rest::NamedSchema{
        "Incident",
        R"({"type":"object","properties":{"title":{"type":"string"},"service":{"$ref":"#/$defs/Reference"}},"required":["title"]})"},
    rest::NamedSchema{
        "Matcher",
        R"({"type":"object","properties":{"all":{"type":"array","items":{"$ref":"#/$defs/Matcher"}}}})"},
    rest::NamedSchema{"Reference", R"({"type":"object","properties":{"id":{"type":"string"}}})"},
    rest::NamedSchema{
        "createIncident.body",
        R"({"type":"object","properties":{"incident":{"$ref":"#/$defs/Incident"}},"required":["incident"]})"},
    rest::NamedSchema{"lines", R"({"type":"array","items":{"type":"string"}})"},
    rest::NamedSchema{
        "naming",
        R"({"type":"object","properties":{"name":{"type":"string"},"note":{"type":["string","null"]}}})"},
    rest::NamedSchema{"open", R"({"type":"object"})"},
    rest::NamedSchema{
        "rule",
        R"({"allOf":[{"$ref":"#/$defs/rule.base"},{"oneOf":[{"properties":{"time":{"type":"integer"}},"required":["time"]},{"properties":{"match":{"$ref":"#/$defs/Matcher"}}}]}]})"},
    rest::NamedSchema{"rule.base",
                      R"({"type":"object","properties":{"label":{"type":"string"}},"required":["label"]})"},
};

constexpr rest::Catalog catalog{operations, schemas};

} // namespace callout::test
