#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/rest/router.hpp"

namespace callout::sandbox {

/// The body as an object; 400 when it is no JSON object.
Result<json::object> body_object(const Request& request);

/// The object under `name` in the body (`{"incident": {...}}`); 400 when it is missing.
Result<json::object> wrapped_body(const Request& request, std::string_view name);

/// `{<name>: resource}` with a status.
Response wrapped(unsigned status, std::string_view name, json::value resource);

/// Answers a list: the items, paged as the query asks.
Response listed(const Call& call, std::string_view name, const std::vector<const json::object*>& items);

/// Whether the query's repeated parameter is absent or names `value`.
bool allowed_by(const Parameters& query, std::string_view name, std::string_view value);

/// 400 when a repeated parameter names a value outside `known`.
std::optional<Response>
check_values(const Parameters& query, std::string_view name, std::initializer_list<std::string_view> known);

/// Whether any of the resource's teams is among the query's `team_ids[]`, or that is absent.
bool of_asked_team(const Parameters& query, const json::object& resource);

/// Whether the resource's member contains the text of the parameter `query`, without case; true when it is
/// absent.
bool matches_query(const Parameters& query, const json::object& resource, std::string_view member);

/// A time from the query; nullopt when it is absent, 400 when it cannot be read.
Result<std::optional<TimePoint>> read_time(const Parameters& query, std::string_view name);

} // namespace callout::sandbox
