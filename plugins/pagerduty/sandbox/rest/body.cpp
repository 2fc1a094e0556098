#include "sandbox/rest/body.hpp"

#include <algorithm>

#include <boost/algorithm/string/predicate.hpp>
#include <boost/json/parse.hpp>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/paging.hpp"

namespace callout::sandbox {

Result<json::object> body_object(const Request& request) {
  boost::system::error_code error;
  json::value parsed = json::parse(request.body, error);
  if (error) {
    return invalid_input({"The body is not valid JSON: " + error.message()});
  }
  if (!parsed.is_object()) {
    return invalid_input({"The body must be a JSON object"});
  }
  return std::move(parsed.get_object());
}

Result<json::object> wrapped_body(const Request& request, std::string_view name) {
  auto body = body_object(request);
  if (!body) {
    return body.error();
  }
  json::value* inner = body->if_contains(name);
  if (inner == nullptr || !inner->is_object()) {
    return invalid_input({"/" + std::string(name) + " is missing or no object"});
  }
  return std::move(inner->get_object());
}

Response wrapped(unsigned status, std::string_view name, json::value resource) {
  json::object body;
  body[name] = std::move(resource);
  return json_response(status, body);
}

Response listed(const Call& call, std::string_view name, const std::vector<const json::object*>& items) {
  const auto page = read_page(call.request.query);
  return page ? json_response(200, page_of(name, items, *page)) : page.error();
}

bool allowed_by(const Parameters& query, std::string_view name, std::string_view value) {
  const auto asked = all_parameters(query, name);
  return asked.empty() || std::find(asked.begin(), asked.end(), value) != asked.end();
}

std::optional<Response>
check_values(const Parameters& query, std::string_view name, std::initializer_list<std::string_view> known) {
  for (const std::string_view value : all_parameters(query, name)) {
    if (std::find(known.begin(), known.end(), value) == known.end()) {
      return invalid_input({"'" + std::string(value) + "' is no value of " + std::string(name)});
    }
  }
  return std::nullopt;
}

bool of_asked_team(const Parameters& query, const json::object& resource) {
  if (all_parameters(query, "team_ids[]").empty()) {
    return true;
  }
  const auto teams = children(resource, "teams");
  return std::any_of(teams.begin(), teams.end(), [&](const json::object* team) {
    return allowed_by(query, "team_ids[]", text(*team, "id"));
  });
}

bool matches_query(const Parameters& query, const json::object& resource, std::string_view member) {
  const auto asked = find_parameter(query, "query");
  return !asked || boost::algorithm::icontains(text(resource, member), *asked, std::locale::classic());
}

Result<std::optional<TimePoint>> read_time(const Parameters& query, std::string_view name) {
  const auto given = find_parameter(query, name);
  if (!given) {
    return std::optional<TimePoint>();
  }
  const auto moment = parse_timestamp(*given);
  if (!moment) {
    return invalid_input({"'" + std::string(name) + "' is no ISO 8601 date and time"});
  }
  return moment;
}

} // namespace callout::sandbox
