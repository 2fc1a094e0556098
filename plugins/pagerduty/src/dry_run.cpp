#include "dry_run.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <boost/algorithm/string/predicate.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/header_rules.hpp>
#include <callout/sdk/json_text.hpp>
#include <callout/sdk/problem.hpp>

namespace callout::pagerduty {
namespace {

namespace json = boost::json;

constexpr std::string_view hidden = "***";

void hide_secrets(json::value& value);

// [{"name", "value"}]: whatever a webhook is to send with its requests.
void hide_header_values(json::value& headers) {
  for (json::value& header : headers.as_array()) {
    if (json::object* const object = header.if_object(); object != nullptr && object->contains("value")) {
      object->at("value") = hidden;
    }
  }
}

void hide_in_member(json::key_value_pair& member) { // NOLINT(misc-no-recursion): see hide_secrets()
  if (rest::speaks_of_secret(member.key()) && !member.value().is_object()) {
    member.value() = hidden;
  } else if (member.key() == "custom_headers" && member.value().is_array()) {
    hide_header_values(member.value());
  } else {
    hide_secrets(member.value());
  }
}

void hide_secrets(json::value& value) { // NOLINT(misc-no-recursion): depth is bounded by the parser
  if (json::array* const list = value.if_array()) {
    for (json::value& item : *list) {
      hide_secrets(item);
    }
  } else if (json::object* const object = value.if_object()) {
    for (json::key_value_pair& member : *object) {
      hide_in_member(member);
    }
  }
}

// What is no JSON is shown as it is: the text of an upload.
json::value shown_body(const std::string& body) {
  json::value shown(body);
  if (auto parsed = sdk::parse_json(body, "body")) { // as deep as inputs may be
    shown = std::move(*parsed);
    hide_secrets(shown);
  }
  return shown;
}

// Up to where the credential begins: "Bearer ", "Token token=".
std::string_view scheme_of(std::string_view credential) {
  constexpr std::string_view api_key = "Token token=";
  return credential.starts_with(api_key) ? api_key : credential.substr(0, credential.find(' ') + 1);
}

bool is_credential(const rest::Header& header) {
  return boost::algorithm::iequals(header.name, "Authorization", std::locale::classic());
}

std::string shown_header(const rest::Header& header) {
  return is_credential(header) ? std::string(scheme_of(header.value)).append(hidden) : header.value;
}

// POSIX shell: nothing is special between single quotes but the quote itself.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char letter : text) {
    result.append(letter == '\'' ? std::string_view("'\\''") : std::string_view(&letter, 1));
  }
  return result + "'";
}

std::string header_option(const rest::Header& header) {
  return is_credential(header)
             ? " -H \"" + header.name + ": " + std::string(scheme_of(header.value)) + "$PAGERDUTY_TOKEN\""
             : " -H " + quoted(header.name + ": " + header.value);
}

std::string text_of(const json::value& body) {
  return body.is_string() ? std::string(body.get_string()) : json::serialize(body);
}

} // namespace

void add_dry_run(json::object& input_schema) {
  json::value& properties = input_schema["properties"];
  if (!properties.is_object()) {
    properties.emplace_object();
  }
  properties.get_object()[dry_run_member] =
      json::object{{"type", "boolean"},
                   {"default", false},
                   {"title", "Dry run"},
                   {"description", "Show the request that would be sent, and send none"}};
}

bool is_dry_run(const sdk::Request& call) {
  const json::value* const asked = call.input().if_contains(dry_run_member);
  return call.dry_run() || (asked != nullptr && asked->is_bool() && asked->get_bool());
}

bool is_only_shown(const sdk::Request& call, const rest::Operation& operation) {
  return operation.risk != rest::Risk::read && is_dry_run(call);
}

rest::Result<json::object> without_dry_run(const sdk::Request& call) {
  json::object input = call.input();
  const json::value* const asked = input.if_contains(dry_run_member);
  if (asked != nullptr && !asked->is_bool()) {
    sdk::Problem problem =
        sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT,
                          "pagerduty." + std::string(call.action()) + ": /dry_run must be true or false");
    problem.members["pointer"] = "/dry_run";
    return problem;
  }
  input.erase(dry_run_member);
  return input;
}

json::object
shown_request(const rest::HttpRequest& request, const rest::Origin& origin, std::string_view ca_file) {
  const std::string url = rest::to_string(origin) + request.target;
  const std::string_view method = rest::method_name(request.method);
  // With -X HEAD curl waits for a body that never comes.
  std::string curl = request.method == rest::Method::head ? "curl --head" : "curl -X " + std::string(method);
  curl += ca_file.empty() ? "" : " --cacert " + quoted(ca_file);
  curl += " " + quoted(url);
  json::object headers;
  for (const rest::Header& header : request.headers) {
    headers[header.name] = shown_header(header);
    curl += header_option(header);
  }
  json::object shown{{"method", method}, {"url", url}, {"headers", std::move(headers)}};
  if (!request.body.empty()) {
    json::value body = shown_body(request.body);
    curl += " --data-raw " + quoted(text_of(body));
    shown["body"] = std::move(body);
  }
  shown["curl"] = curl;
  return shown;
}

sdk::Reply dry_run_reply(json::array requests) {
  return json::value{{"dry_run", true}, {"requests", std::move(requests)}};
}

} // namespace callout::pagerduty
