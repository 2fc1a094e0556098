// Sending events: triggers, acknowledgements, resolutions and changes.
#include <array>
#include <string>
#include <utility>

#include "curated/event_actions.hpp"
#include "curated/event_message.hpp"
#include "curated/members.hpp"
#include "curated/routing_key.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

template <std::size_t Count>
void copy(const json::object& from, json::object& to, const std::array<std::string_view, Count>& names) {
  for (const std::string_view name : names) {
    if (const json::value* const value = from.if_contains(name)) {
      to[name] = *value;
    }
  }
}

void add_links(const json::object& input, json::object& event) {
  if (const json::value* const links = input.if_contains("links")) {
    event["links"] = with_addresses(links->as_array(), "href");
  }
  if (const json::value* const images = input.if_contains("images")) {
    event["images"] = with_addresses(images->as_array(), "src");
  }
}

// Given, or one that every attempt of the same task shares; empty when the host names no task.
std::string dedup_key_of(const Api& api, const json::object& input) {
  const std::string_view given = text_of(input, "dedup_key");
  const std::string_view task = api.request().request_id();
  return given.empty() && !task.empty() ? "callout/" + std::string(task) : std::string(given);
}

sdk::Reply send(Api& api, std::string_view operation_id, EventMessage message) {
  const auto answer = api.call(operation_id, message.event);
  if (!answer) {
    return answer.error();
  }
  json::object result = answer->is_object() ? answer->get_object() : json::object();
  copy(message.event, result, std::array<std::string_view, 1>{"dedup_key"});
  result["cut"] = std::move(message.cut);
  return json::value(std::move(result));
}

// Cuts what PagerDuty would refuse, then sends.
sdk::Reply send_fitting(Api& api, std::string_view operation_id, EventMessage message) {
  cut_summary(message);
  if (!cut_details(message)) {
    return api.refuse(largest_member(message),
                      "makes the event larger than the 512 KB that PagerDuty takes",
                      "Shorten it: only `summary` and `custom_details` are cut to fit.");
  }
  return send(api, operation_id, std::move(message));
}

sdk::Reply follow_up(Api& api, const json::object& input, std::string_view event_action) {
  const auto key = find_routing_key(api, input);
  if (!key) {
    return key.error();
  }
  EventMessage message{.event = {{"routing_key", *key}, {"event_action", event_action}}};
  set_dedup_key(message, text_of(input, "dedup_key"));
  return send(api, "createV2Event", std::move(message));
}

} // namespace

sdk::Reply trigger_event(Api& api, const json::object& input) {
  const auto key = find_routing_key(api, input);
  if (!key) {
    return key.error();
  }
  EventMessage message{.event = {{"routing_key", *key}, {"event_action", "trigger"}}};
  json::object payload{{"severity", "error"}, {"source", api.request().host_name()}};
  copy(input,
       payload,
       std::array<std::string_view, 8>{
           "summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details"});
  message.event["payload"] = std::move(payload);
  copy(input, message.event, std::array<std::string_view, 2>{"client", "client_url"});
  add_links(input, message.event);
  if (const std::string dedup_key = dedup_key_of(api, input); !dedup_key.empty()) {
    set_dedup_key(message, dedup_key);
  }
  return send_fitting(api, "createV2Event", std::move(message));
}

sdk::Reply acknowledge_event(Api& api, const json::object& input) {
  return follow_up(api, input, "acknowledge");
}

sdk::Reply resolve_event(Api& api, const json::object& input) {
  return follow_up(api, input, "resolve");
}

sdk::Reply send_change(Api& api, const json::object& input) {
  const auto key = find_routing_key(api, input);
  if (!key) {
    return key.error();
  }
  EventMessage message{.event = {{"routing_key", *key}}};
  json::object payload{{"source", api.request().host_name()}};
  copy(input, payload, std::array<std::string_view, 4>{"summary", "source", "timestamp", "custom_details"});
  message.event["payload"] = std::move(payload);
  add_links(input, message.event);
  return send_fitting(api, "createChangeEvent", std::move(message));
}

} // namespace callout::pagerduty::curated
