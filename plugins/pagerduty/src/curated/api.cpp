#include "curated/api.hpp"

#include <cstdint>
#include <utility>

#include <callout/rest/operation.hpp>
#include <callout/sdk/json_text.hpp>

#include "catalog.hpp"
#include "connector.hpp"
#include "curated/members.hpp"
#include "dry_run.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

bool is_shown(const sdk::Request& call, std::string_view operation_id) {
  const rest::Operation* const operation = rest_catalog().find(operation_id);
  return operation != nullptr && is_only_shown(call, *operation);
}

rest::Result<json::value> parsed(const sdk::Reply& reply, std::string_view operation_id) {
  auto value = sdk::parse_json(reply.json(), operation_id);
  if (!value) {
    return value.error();
  }
  if (reply.status() == CALLOUT_OK) {
    return std::move(*value);
  }
  sdk::Problem problem{reply.status(), value->is_object() ? std::move(value->get_object()) : json::object()};
  problem.members["operation"] = operation_id;
  return problem;
}

} // namespace

rest::Result<json::value> Api::call(std::string_view operation_id, const json::object& input, Repeat repeat) {
  const json::value* const from = request_.input().if_contains("from");
  const rest::Operation* const operation = rest_catalog().find(operation_id);
  const bool takes_it = operation != nullptr && takes_from(*operation);
  if (from == nullptr || input.contains("from") || !takes_it) {
    return perform(operation_id, input, repeat);
  }
  json::object whole = input;
  whole["from"] = *from;
  return perform(operation_id, whole, repeat);
}

rest::Result<json::value>
Api::perform(std::string_view operation_id, const json::object& input, Repeat repeat) {
  auto answer = parsed(connector_.perform(request_, operation_id, input, repeat), operation_id);
  if (!answer || !is_shown(request_, operation_id)) {
    return answer;
  }
  for (json::value& shown : answer->at("requests").as_array()) {
    shown.as_object()["operation"] = operation_id;
    shown_.push_back(std::move(shown));
  }
  sdk::Problem unsent = sdk::make_problem(CALLOUT_E_UNSUPPORTED,
                                          name() + ": a dry run does not send " + std::string(operation_id));
  unsent.members["dry_run"] = true;
  return unsent;
}

sdk::Reply Api::finish(const sdk::Reply& reply) {
  const bool nothing_to_do = shown_.empty() && reply.status() == CALLOUT_OK;
  if (nothing_to_do) {
    const auto result = parsed(reply, request_.action());
    return json::value{{"dry_run", true}, {"requests", json::array()}, {"result", *result}};
  }
  return shown_.empty() ? reply : dry_run_reply(std::move(shown_));
}

rest::Result<json::object>
Api::read(std::string_view operation_id, const json::object& input, std::string_view member) {
  const auto answer = call(operation_id, input);
  if (!answer) {
    return answer.error();
  }
  if (const json::object* const found = object_of(*answer, member)) {
    return *found;
  }
  sdk::Problem problem = sdk::make_problem(
      CALLOUT_E_UNAVAILABLE,
      name() + ": " + std::string(operation_id) + " was answered without `" + std::string(member) + "`",
      "Something other than PagerDuty may have answered, such as the login page of a "
      "network: look at the way to config.base_url.");
  problem.members["operation"] = operation_id;
  problem.members["retryable"] = true;
  return problem;
}

rest::Result<json::array> Api::list(std::string_view operation_id, json::object input, std::size_t most) {
  input["page"] = json::object{{"max_items", static_cast<std::int64_t>(most)}};
  auto answer = call(operation_id, input);
  if (!answer) {
    return answer.error();
  }
  return std::move(answer->at(rest_catalog().find(operation_id)->items).as_array());
}

sdk::Problem Api::refuse(std::string_view pointer, std::string_view why, std::string_view hint) const {
  std::string detail = name() + ": ";
  detail.append(pointer).append(pointer.empty() ? "" : " ").append(why);
  sdk::Problem problem = sdk::make_problem(CALLOUT_E_INVALID_ARGUMENT, detail, hint);
  problem.members["pointer"] = pointer;
  return problem;
}

std::string Api::from() const {
  const json::value* const given = request_.input().if_contains("from");
  return given != nullptr && given->is_string() ? std::string(given->get_string()) : config().from;
}

const Config& Api::config() const {
  return connector_.config();
}

sdk::Reply to_reply(const rest::Result<json::value>& answer) {
  return answer ? sdk::Reply(*answer) : sdk::Reply(answer.error());
}

} // namespace callout::pagerduty::curated
