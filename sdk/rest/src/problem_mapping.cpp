#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/problem_mapping.hpp>

#include "error_text.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

// What a status means (RFC 9110, 15). `may_have_acted`: for a request that is not idempotent the outcome is
// unknown, since a gateway answers so also when the request had got through.
struct Meaning {
  unsigned status;
  callout_status meant;
  bool may_have_acted;
  bool retryable;
};

constexpr std::array<Meaning, 16> meanings{{
    {400, CALLOUT_E_INVALID_ARGUMENT, false, false},
    {401, CALLOUT_E_UNAUTHENTICATED, false, false},
    {402, CALLOUT_E_PERMISSION_DENIED, false, false},
    {403, CALLOUT_E_PERMISSION_DENIED, false, false},
    {404, CALLOUT_E_NOT_FOUND, false, false},
    {408, CALLOUT_E_UNAVAILABLE, false, true},
    {409, CALLOUT_E_CONFLICT, false, false},
    {410, CALLOUT_E_NOT_FOUND, false, false},
    {412, CALLOUT_E_CONFLICT, false, false},
    {413, CALLOUT_E_LIMIT, false, false},
    {422, CALLOUT_E_INVALID_ARGUMENT, false, false},
    {425, CALLOUT_E_UNAVAILABLE, false, true},
    {429, CALLOUT_E_RATE_LIMITED, false, true},
    {500, CALLOUT_E_UNAVAILABLE, true, true},
    {501, CALLOUT_E_UNSUPPORTED, false, false},
    {503, CALLOUT_E_UNAVAILABLE, true, true},
}};

Meaning meaning_of(unsigned status) {
  const auto* const known = std::find_if(
      meanings.begin(), meanings.end(), [status](const Meaning& row) { return row.status == status; });
  if (known != meanings.end()) {
    return *known;
  }
  if (status >= 500) {
    return {status, CALLOUT_E_UNAVAILABLE, true, true};
  }
  // A redirect is not followed: the credential belongs to one host.
  return {status, status >= 400 ? CALLOUT_E_INVALID_ARGUMENT : CALLOUT_E_UNAVAILABLE, false, false};
}

/// What an error body says.
struct ErrorBody {
  std::string message;
  std::string code;
  std::vector<std::string> errors;
};

const json::value* find(const json::object& object, std::string_view name) {
  return object.if_contains(name);
}

std::string text_of(const json::value& value) {
  if (value.is_string()) {
    return printable(value.get_string());
  }
  return value.is_int64() || value.is_uint64() ? json::serialize(value) : std::string();
}

// The first of these members that has a text.
std::string first_text(const json::object& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const json::value* const value = find(object, name);
    if (std::string text = value != nullptr ? text_of(*value) : std::string(); !text.empty()) {
      return text;
    }
  }
  return {};
}

void add_error(std::vector<std::string>& errors, std::string text) {
  constexpr std::size_t most_errors = 20;
  if (!text.empty() && errors.size() < most_errors) {
    errors.push_back(std::move(text));
  }
}

std::string error_of_entry(const json::value& entry) {
  const json::object* const object = entry.if_object();
  return object != nullptr ? first_text(*object, {"message", "detail", "title", "error"}) : text_of(entry);
}

// "errors" is a text, a list of texts or objects, or an object of such lists by field.
void add_errors(std::vector<std::string>& errors, const json::value& value, const std::string& field) {
  const std::string prefix = field.empty() ? field : field + ": ";
  const auto add_entry = [&](const json::value& entry) {
    const std::string text = error_of_entry(entry);
    add_error(errors, text.empty() ? text : prefix + text);
  };
  if (const json::array* const list = value.if_array()) {
    std::for_each(list->begin(), list->end(), add_entry);
  } else {
    add_entry(value);
  }
}

void read_errors(std::vector<std::string>& errors, const json::object& object) {
  const json::value* const value = find(object, "errors");
  if (value == nullptr) {
    return;
  }
  const json::object* const by_field = value->if_object();
  if (by_field == nullptr) {
    add_errors(errors, *value, {});
    return;
  }
  for (const auto& field : *by_field) {
    add_errors(errors, field.value(), printable(field.key()));
  }
}

void read_members(ErrorBody& result, const json::object& object) {
  result.message = first_text(object, {"message", "detail", "error_description", "title", "error_message"});
  result.code = first_text(object, {"code", "error_code", "scimType"});
  read_errors(result.errors, object);
}

ErrorBody read_error_body(const HttpResponse& response) {
  ErrorBody result;
  const json::object body = json_object_of(response.body);
  read_members(result, body);
  const json::value* const error = find(body, "error");
  if (error == nullptr) {
    return result;
  }
  if (const json::object* const inner = error->if_object()) {
    read_members(result, *inner);
  } else if (const std::string text = text_of(*error); !text.empty()) {
    // {"error": "invalid_token", "error_description": "..."} or a bare text.
    (result.message.empty() ? result.message : result.code) = text;
  }
  return result;
}

std::string detail_of(const HttpResponse& response, const ErrorBody& body, std::string_view service) {
  std::string detail(service.empty() ? "the service" : service);
  detail += " answered " + std::to_string(response.status);
  if (!body.message.empty()) {
    detail += ": " + body.message;
  } else if (body.errors.empty()) {
    detail += " with " + body_kind(response);
  }
  for (std::size_t i = 0; i < body.errors.size(); ++i) {
    detail += (i == 0 ? ": " : "; ") + body.errors[i];
  }
  return detail;
}

std::string_view hint_of(callout_status status) {
  switch (status) {
  case CALLOUT_E_OUTCOME_UNKNOWN:
    return "The request may have taken effect: look before you send it again.";
  case CALLOUT_E_PERMISSION_DENIED:
    return "The credentials are good, but do not allow this: check their scopes and role.";
  default:
    return {};
  }
}

callout_status status_of(const Meaning& meaning, const ProblemContext& context) {
  return meaning.may_have_acted && !context.idempotent ? CALLOUT_E_OUTCOME_UNKNOWN : meaning.meant;
}

void add_members(json::object& members,
                 const HttpResponse& response,
                 const ErrorBody& body,
                 std::string_view service) {
  members["status"] = response.status;
  if (!body.code.empty()) {
    members["code"] = service.empty() ? body.code : std::string(service) + "." + body.code;
  }
  if (!body.errors.empty()) {
    members["errors"] = json::array(body.errors.begin(), body.errors.end());
  }
  if (const std::string id = header_text(response, "X-Request-Id"); !id.empty()) {
    members["request_id"] = id;
  }
}

} // namespace

sdk::Problem map_problem(const HttpResponse& response, const ProblemContext& context) {
  const Meaning meaning = meaning_of(response.status);
  const callout_status status = status_of(meaning, context);
  const ErrorBody body = read_error_body(response);
  sdk::Problem problem =
      sdk::make_problem(status, detail_of(response, body, context.service), hint_of(status));
  add_members(problem.members, response, body, context.service);
  problem.members["retryable"] = meaning.retryable && status != CALLOUT_E_OUTCOME_UNKNOWN;
  if (meaning.retryable) {
    if (const auto wait = retry_after(response, context.now)) {
      problem.members["retry_after_ms"] = wait->count();
    }
  }
  return problem;
}

} // namespace callout::rest
