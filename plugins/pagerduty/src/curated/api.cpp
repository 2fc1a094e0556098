#include "curated/api.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include <callout/rest/operation.hpp>
#include <callout/sdk/json_text.hpp>

#include "catalog.hpp"
#include "connector.hpp"
#include "dry_run.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

constexpr std::size_t page_size = 100;

bool takes_from(std::string_view operation_id) {
  const rest::Operation* const operation = rest_catalog().find(operation_id);
  return operation != nullptr &&
         std::any_of(operation->parameters.begin(), operation->parameters.end(), [](const auto& parameter) {
           return parameter.location == rest::Location::header && parameter.name == "from";
         });
}

std::string_view items_of(std::string_view operation_id) {
  const rest::Operation* const operation = rest_catalog().find(operation_id);
  return operation != nullptr ? operation->items : std::string_view();
}

bool says_more(const json::object& page) {
  const json::value* const more = page.if_contains("more");
  return more != nullptr && more->is_bool() && more->get_bool();
}

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

rest::Result<json::value> Api::call(std::string_view operation_id, const json::object& input) {
  const json::value* const from = request_.input().if_contains("from");
  if (from == nullptr || input.contains("from") || !takes_from(operation_id)) {
    return perform(operation_id, input);
  }
  json::object whole = input;
  whole["from"] = *from;
  return perform(operation_id, whole);
}

rest::Result<json::value> Api::perform(std::string_view operation_id, const json::object& input) {
  auto answer = parsed(connector_.perform(request_, operation_id, input), operation_id);
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

rest::Result<json::array> Api::list(std::string_view operation_id, json::object input, std::size_t most) {
  const std::string_view items = items_of(operation_id);
  json::array all;
  bool more = true;
  while (more && all.size() < most) {
    input["limit"] = static_cast<std::int64_t>(std::min(page_size, most - all.size()));
    input["offset"] = static_cast<std::int64_t>(all.size());
    auto page = call(operation_id, input);
    if (!page) {
      return page.error();
    }
    json::object* const members = page->if_object();
    json::value* const found = members != nullptr ? members->if_contains(items) : nullptr;
    if (found == nullptr || !found->is_array()) {
      return sdk::make_problem(CALLOUT_E_UNAVAILABLE,
                               name() + ": the answer to " + std::string(operation_id) + " has no list `" +
                                   std::string(items) + "`");
    }
    more = says_more(*members) && !found->get_array().empty();
    std::move(found->get_array().begin(), found->get_array().end(), std::back_inserter(all));
  }
  return all;
}

sdk::Problem Api::refuse(std::string_view pointer, std::string_view why, std::string_view hint) const {
  sdk::Problem problem = sdk::make_problem(
      CALLOUT_E_INVALID_ARGUMENT, name().append(": ").append(pointer).append(" ").append(why), hint);
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
