#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/problem_mapping.hpp>

#include "ascii_case.hpp"
#include "error_text.hpp"
#include "redirect.hpp"
#include "status_meaning.hpp"

namespace callout::rest {
namespace {

namespace json = boost::json;

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
  if (const std::string place = redirect_place(response); !place.empty()) {
    detail += ", which points to " + place;
  } else if (!body.message.empty()) {
    detail += ": " + body.message;
  } else if (body.errors.empty()) {
    detail += " with " + body_kind(response);
  }
  for (std::size_t i = 0; i < body.errors.size(); ++i) {
    detail += (i == 0 ? ": " : "; ") + body.errors[i];
  }
  return detail;
}

std::string_view hint_of(callout_status status, const HttpResponse& response) {
  if (!redirect_place(response).empty()) {
    return "A read follows redirects within its host, nothing else follows any: credentials stay where they "
           "belong. If the service has moved, put its new address into the connection.";
  }
  switch (status) {
  case CALLOUT_E_OUTCOME_UNKNOWN:
    return "The request may have taken effect: look before you send it again.";
  case CALLOUT_E_PERMISSION_DENIED:
    return "The credentials are good, but do not allow this: check their scopes and role.";
  default:
    return {};
  }
}

callout_status status_of(const StatusMeaning& meaning, const ProblemContext& context) {
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
  const StatusMeaning meaning = meaning_of(response.status);
  const callout_status status = status_of(meaning, context);
  const ErrorBody body = read_error_body(response);
  sdk::Problem problem =
      sdk::make_problem(status, detail_of(response, body, context.service), hint_of(status, response));
  add_members(problem.members, response, body, context.service);
  problem.members["retryable"] = meaning.retryable && status != CALLOUT_E_OUTCOME_UNKNOWN;
  if (meaning.retryable) {
    if (const auto wait = retry_after(response, context.now)) {
      problem.members["retry_after_ms"] = wait->count();
    }
  }
  return problem;
}

// A captive portal or a proxy's sign-in page answers 200 to whatever is asked.
std::optional<sdk::Problem> refuse_page(const HttpResponse& response, const ProblemContext& context) {
  const std::string_view type = response.header("Content-Type");
  const std::string_view kind = type.substr(0, type.find_first_of("; "));
  if (!equal_ignoring_case(kind, "text/html") && !equal_ignoring_case(kind, "application/xhtml+xml")) {
    return std::nullopt;
  }
  sdk::Problem problem =
      sdk::make_problem(context.idempotent ? CALLOUT_E_UNAVAILABLE : CALLOUT_E_OUTCOME_UNKNOWN,
                        std::string(context.service) + " answered " + std::to_string(response.status) +
                            " with an HTML page instead of JSON",
                        "Something in between may have answered, such as a proxy or a page to sign in: check "
                        "the URL and the way to "
                        "it, and whether the request took effect.");
  problem.members["status"] = response.status;
  problem.members["retryable"] = context.idempotent;
  return problem;
}

} // namespace callout::rest
