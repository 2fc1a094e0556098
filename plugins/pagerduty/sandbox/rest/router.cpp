#include "sandbox/rest/router.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/split.hpp>

#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"

namespace callout::sandbox {
namespace {

struct Match {
  const Route* route = nullptr;
  std::vector<std::string> ids;
};

std::array<std::span<const Route>, 11> all_tables() {
  return {incident_routes(),
          alert_routes(),
          response_routes(),
          log_entry_routes(),
          directory_routes(),
          service_routes(),
          schedule_routes(),
          escalation_routes(),
          maintenance_routes(),
          webhook_routes(),
          shift_schedule_routes()};
}

// The path's ids when it has the form of the pattern.
std::optional<std::vector<std::string>> match_path(std::string_view pattern,
                                                   const std::vector<std::string>& path) {
  std::vector<std::string> parts;
  boost::algorithm::split(parts, pattern.substr(1), boost::algorithm::is_any_of("/"));
  if (parts.size() != path.size()) {
    return std::nullopt;
  }
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == "{}") {
      ids.push_back(path[i]);
    } else if (parts[i] != path[i]) {
      return std::nullopt;
    }
  }
  return ids;
}

void add_matches(std::span<const Route> table, const Request& request, std::vector<Match>& matches) {
  for (const Route& route : table) {
    if (auto ids = match_path(route.path, request.segments)) {
      matches.push_back({&route, std::move(*ids)});
    }
  }
}

// Concrete segments win over `{}`: the match with the fewest ids.
std::optional<Match> find_route(const Request& request, std::vector<std::string_view>& other_methods) {
  std::vector<Match> matches;
  for (const auto table : all_tables()) {
    add_matches(table, request, matches);
  }
  std::optional<Match> best;
  for (Match& match : matches) {
    if (match.route->method != request.method) {
      other_methods.push_back(match.route->method);
    } else if (!best || match.ids.size() < best->ids.size()) {
      best = std::move(match);
    }
  }
  return best;
}

bool accepts_json(std::string_view accept) {
  return accept.empty() || boost::algorithm::icontains(accept, "json") ||
         boost::algorithm::contains(accept, "*/*") || boost::algorithm::icontains(accept, "application/*");
}

std::optional<Response> check_headers(const Request& request) {
  if (!accepts_json(request.header("Accept"))) {
    return api_error(406, 2001, "Accept must allow application/vnd.pagerduty+json;version=2");
  }
  if (!request.body.empty() && !boost::algorithm::icontains(request.header("Content-Type"), "json")) {
    return api_error(415, 2001, "Content-Type must be application/json");
  }
  return std::nullopt;
}

// Who is acted for. An app or an account key must say; a user's key says it itself.
Result<const json::object*> find_from(const Call& call, From from) {
  const std::string_view email = call.request.header("From");
  if (!email.empty()) {
    const json::object* user = find_user_by_email(call.account, email);
    if (user == nullptr && from == From::required) {
      return invalid_input({"Requester User Not Found"});
    }
    return user;
  }
  if (call.principal.kind == Principal::Kind::user_key) {
    return find_user_by_email(call.account, call.principal.user_email);
  }
  if (from == From::required) {
    return invalid_input({"From header is required: the e-mail of a user of this account"});
  }
  return static_cast<const json::object*>(nullptr);
}

Response unmatched(const std::vector<std::string_view>& other_methods) {
  if (other_methods.empty()) {
    return not_found();
  }
  Response response = api_error(405, 2001, "Method Not Allowed");
  std::string allowed;
  for (const std::string_view method : other_methods) {
    allowed += (allowed.empty() ? "" : ", ") + std::string(method);
  }
  response.headers.push_back({"Allow", allowed});
  return response;
}

} // namespace

json::object Call::agent() const {
  if (from != nullptr) {
    return reference_to(*from);
  }
  return {{"id", "PSANDAP"},
          {"type", "app_reference"},
          {"summary", "Sandbox app"},
          {"self", nullptr},
          {"html_url", nullptr}};
}

Response answer_rest(const Request& request, const Principal& principal, Account& account) {
  std::vector<std::string_view> other_methods;
  auto match = find_route(request, other_methods);
  if (!match) {
    return unmatched(other_methods);
  }
  if (auto refusal = check_scope(principal, match->route->scope)) {
    return *refusal;
  }
  if (auto refusal = check_headers(request)) {
    return *refusal;
  }
  Call call{account, request, std::move(match->ids), principal};
  const auto from = find_from(call, match->route->from);
  if (!from) {
    return from.error();
  }
  call.from = *from;
  return match->route->operation(call);
}

} // namespace callout::sandbox
