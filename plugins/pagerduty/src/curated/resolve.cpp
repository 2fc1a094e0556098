#include "curated/resolve.hpp"

#include <algorithm>
#include <locale>
#include <utility>

#include <boost/algorithm/string/predicate.hpp>
#include <callout/rest/nearest_name.hpp>

#include "api_token.hpp"
#include "curated/members.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

constexpr std::size_t most_candidates = 10;

json::object candidate_of(const json::object& resource) {
  const std::string_view name = text_of(resource, "name");
  json::object candidate{
      {"id", text_of(resource, "id")},
      {"name", name.empty() ? text_of(resource, "summary") : name}}; // as references have it
  if (const std::string_view url = text_of(resource, "html_url"); !url.empty()) {
    candidate["url"] = url;
  }
  return candidate;
}

json::array candidates_of(const std::vector<const json::object*>& resources) {
  json::array candidates;
  for (const json::object* const resource : resources) {
    if (candidates.size() < most_candidates) {
      candidates.emplace_back(candidate_of(*resource));
    }
  }
  return candidates;
}

// "Checkout API (PSERV01), ..."
std::string listed(const json::array& candidates) {
  std::string text;
  for (const json::value& candidate : candidates) {
    text.append(text.empty() ? "" : ", ")
        .append(text_of(candidate.get_object(), "name"))
        .append(" (")
        .append(text_of(candidate.get_object(), "id"))
        .append(")");
  }
  return text;
}

sdk::Problem ambiguous(const Api& api, const Site& site, const std::vector<const json::object*>& matches) {
  json::array candidates = candidates_of(matches);
  sdk::Problem problem =
      api.refuse(site.pointer,
                 "is ambiguous: " + std::to_string(matches.size()) + " have this name: " + listed(candidates),
                 "Give the id of the one that is meant.");
  problem.members["candidates"] = std::move(candidates);
  return problem;
}

sdk::Problem not_found(const Api& api, const Site& site, const std::vector<const json::object*>& near_ones) {
  sdk::Problem problem = api.refuse(
      site.pointer, "names no " + std::string(site.facts().noun) + " that this credential can see");
  problem.status = CALLOUT_E_NOT_FOUND;
  json::array candidates = candidates_of(near_ones);
  if (!candidates.empty()) {
    problem.members["hint"] = "Near it are " + listed(candidates) + ".";
    problem.members["candidates"] = std::move(candidates);
  }
  return problem;
}

std::vector<const json::object*> all_of(const json::array& resources) {
  std::vector<const json::object*> all;
  for (const json::value& resource : resources) {
    if (resource.is_object()) {
      all.push_back(&resource.get_object());
    }
  }
  return all;
}

// Those with the name; whatever the case, when none has it exactly.
std::vector<const json::object*> named(const json::array& resources, const Wanted& wanted) {
  std::vector<const json::object*> same;
  std::vector<const json::object*> same_but_case;
  for (const json::object* const resource : all_of(resources)) {
    const std::string_view name = text_of(*resource, wanted.member);
    if (boost::algorithm::iequals(name, wanted.text, std::locale::classic())) {
      same_but_case.push_back(resource);
    }
    if (name == wanted.text) {
      same.push_back(resource);
    }
  }
  return same.empty() ? same_but_case : same;
}

// Those of the list whose name could have been meant.
std::vector<const json::object*> near_ones(const json::array& resources, const Wanted& wanted) {
  std::vector<std::string_view> names;
  for (const json::object* const resource : all_of(resources)) {
    names.push_back(text_of(*resource, wanted.member));
  }
  const std::string_view nearest = rest::nearest_name(wanted.text, names);
  return nearest.empty() ? std::vector<const json::object*>() : named(resources, {wanted.member, nearest});
}

// Tells what is not there, after one look at the first of them all.
sdk::Problem missing(Api& api, const Site& site, const Wanted& wanted) {
  constexpr std::size_t looked_at = 100;
  const auto first = api.list(site.facts().list_operation, {}, looked_at);
  return not_found(api, site, first ? near_ones(*first, wanted) : std::vector<const json::object*>());
}

rest::Result<std::string> find_by(Api& api, const Site& site, const Wanted& wanted) {
  json::object filter;
  if (site.facts().has_query) {
    filter["query"] = wanted.text;
  }
  const auto listed = api.list(site.facts().list_operation, filter);
  if (!listed) {
    return listed.error();
  }
  auto picked = pick(api, site, *listed, wanted);
  if (!picked) {
    return picked.error();
  }
  if (*picked) {
    return std::move(**picked);
  }
  return site.facts().has_query && !listed->empty() ? not_found(api, site, all_of(*listed))
                                                    : missing(api, site, wanted);
}

// One that is asked for by something in its path.
rest::Result<std::string> get(Api& api, const Site& site, const std::string& id) {
  const auto resource = api.read(site.facts().get_operation, {{"id", id}}, site.facts().key);
  if (!resource) {
    return resource.error();
  }
  const std::string_view found = text_of(*resource, "id");
  return found.empty() ? not_found(api, site, {}) : rest::Result<std::string>(std::string(found));
}

rest::Result<std::string> find_id_or_name(Api& api, const Site& site, const std::string& text) {
  if (!site.facts().get_operation.empty()) {
    auto found = get(api, site, text);
    if (found || found.error().status != CALLOUT_E_NOT_FOUND) {
      return found;
    }
  }
  return find_by(api, site, {"name", text});
}

// An account's key is refused by 400; which other status a key may meet is not documented.
bool has_no_user(const sdk::Problem& problem) {
  return problem.status == CALLOUT_E_INVALID_ARGUMENT || problem.status == CALLOUT_E_PERMISSION_DENIED ||
         problem.status == CALLOUT_E_NOT_FOUND;
}

rest::Result<std::string> find_me(Api& api, const Site& site) {
  if (is_api_token(api.request().session())) { // an app's token belongs to no user: not worth a call
    const auto user = api.read("getCurrentUser", {}, "user");
    if (user) {
      return std::string(text_of(*user, "id"));
    }
    if (!has_no_user(user.error())) {
      return user.error();
    }
  }
  if (const std::string from = api.from(); !from.empty()) {
    return find_by(api, site, {"email", from});
  }
  return api.refuse(site.pointer,
                    "is `me`, but the connection's credential belongs to no user and no `from` is set",
                    "Name the user by e-mail address, or set config.from to the login address of the user "
                    "in whose name the connection acts.");
}

} // namespace

rest::Result<std::optional<std::string>>
pick(const Api& api, const Site& site, const json::array& items, const Wanted& wanted) {
  const auto matches = named(items, wanted);
  if (matches.size() > 1) {
    return ambiguous(api, site, matches);
  }
  return matches.empty() ? std::optional<std::string>() : std::string(text_of(*matches.front(), "id"));
}

rest::Result<std::string> resolve(Api& api, Kind kind, const json::value& given, std::string_view pointer) {
  const Site site{kind, pointer};
  const Handle handle = read_handle(kind, given);
  switch (handle.form) {
  case Form::id:
    return handle.text;
  case Form::id_or_name:
    return find_id_or_name(api, site, handle.text);
  case Form::number: {
    auto found = get(api, site, handle.text);
    return !found && found.error().status == CALLOUT_E_NOT_FOUND ? not_found(api, site, {}) : found;
  }
  case Form::email:
    return find_by(api, site, {"email", handle.text});
  case Form::me:
    return find_me(api, site);
  case Form::name:
    return find_by(api, site, {"name", handle.text});
  case Form::unusable:
    break;
  }
  return api.refuse(pointer, handle.text);
}

rest::Result<json::object>
resolve_reference(Api& api, Kind kind, const json::value& given, std::string_view pointer) {
  const auto id = resolve(api, kind, given, pointer);
  if (!id) {
    return id.error();
  }
  return json::object{{"id", *id}, {"type", facts_of(kind).reference}};
}

rest::Result<std::vector<std::string>>
resolve_all(Api& api, Kind kind, const json::value& given, std::string_view pointer) {
  const json::array* const several = given.if_array();
  const std::size_t count = several != nullptr ? several->size() : 1;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string place =
        several != nullptr ? std::string(pointer) + "/" + std::to_string(i) : std::string(pointer);
    auto id = resolve(api, kind, several != nullptr ? (*several)[i] : given, place);
    if (!id) {
      return id.error();
    }
    ids.push_back(std::move(*id));
  }
  return ids;
}

rest::Result<json::array> resolve_assignments(Api& api, const json::value& given, std::string_view pointer) {
  const auto ids = resolve_all(api, Kind::user, given, pointer);
  if (!ids) {
    return ids.error();
  }
  json::array assignments;
  for (const std::string& id : *ids) {
    assignments.push_back(json::object{{"assignee", json::object{{"id", id}, {"type", "user_reference"}}}});
  }
  return assignments;
}

} // namespace callout::pagerduty::curated
