// Making a webhook subscription what it should be.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "curated/members.hpp"
#include "curated/resolve.hpp"
#include "curated/webhook_actions.hpp"

namespace callout::pagerduty::curated {
namespace {

namespace json = boost::json;

constexpr std::string_view operation_list = "listWebhookSubscriptions";

// Of the service or team that the input names, else of the whole account.
rest::Result<json::object> filter_of(Api& api, const json::object& input) {
  for (const Kind kind : {Kind::service, Kind::team}) {
    const std::string_view member = facts_of(kind).key;
    if (const json::value* const given = input.if_contains(member)) {
      return resolve_reference(api, kind, *given, "/" + std::string(member));
    }
  }
  return json::object{{"type", "account_reference"}};
}

std::set<std::string_view> events_of(const json::object& subscription) {
  std::set<std::string_view> events;
  for (const json::value& event : list_of(subscription, "events")) {
    if (event.is_string()) {
      events.insert(event.get_string());
    }
  }
  return events;
}

bool delivers(const json::object& subscription, const json::object& wanted) {
  const json::object* const delivery = object_of(subscription, "delivery_method");
  const json::object* const filter = object_of(subscription, "filter");
  const json::object& wanted_filter = wanted.at("filter").get_object();
  return delivery != nullptr && filter != nullptr &&
         text_of(*delivery, "url") == text_of(wanted.at("delivery_method").get_object(), "url") &&
         text_of(*filter, "type") == text_of(wanted_filter, "type") &&
         text_of(*filter, "id") == text_of(wanted_filter, "id");
}

// Whether nobody has stopped it.
bool is_active(const json::object& subscription) {
  const json::value* const active = subscription.if_contains("active");
  return active == nullptr || !active->is_bool() || active->get_bool();
}

// By PagerDuty, when the address has refused too often; `active` stays true then.
bool is_disabled(const json::object& subscription) {
  const json::object* const delivery = object_of(subscription, "delivery_method");
  const json::value* const disabled =
      delivery != nullptr ? delivery->if_contains("temporarily_disabled") : nullptr;
  return disabled != nullptr && *disabled == true;
}

json::object changes_of(const json::object& present, const json::object& wanted) {
  json::object changes;
  if (events_of(present) != events_of(wanted)) {
    changes["events"] = wanted.at("events");
  }
  if (!is_active(present)) {
    changes["active"] = true;
  }
  const std::string_view description = text_of(wanted, "description");
  if (!description.empty() && description != text_of(present, "description")) {
    changes["description"] = description;
  }
  return changes;
}

sdk::Reply shown(const json::value& answer, const json::object& present, std::string_view outcome) {
  const json::object* const answered = object_of(answer, "webhook_subscription");
  const json::object& subscription = answered != nullptr ? *answered : present;
  json::object result{{"outcome", outcome}, {"webhook_subscription", subscription}};
  const json::object* const delivery = object_of(subscription, "delivery_method");
  if (const std::string_view secret = delivery != nullptr ? text_of(*delivery, "secret") : "";
      !secret.empty()) {
    result["secret"] = secret;
  }
  return json::value(std::move(result));
}

sdk::Reply create(Api& api, json::object wanted) {
  const auto answer = api.call("createWebhookSubscription", {{"webhook_subscription", std::move(wanted)}});
  return answer ? shown(*answer, {}, "created") : sdk::Reply(answer.error());
}

sdk::Reply update(Api& api, const json::object& present, json::object changes) {
  if (changes.empty() && !is_disabled(present)) {
    return shown({}, present, "unchanged");
  }
  json::object input{{"id", text_of(present, "id")}};
  rest::Result<json::value> answer = json::value();
  if (is_disabled(present)) {
    answer = api.call("enableWebhookSubscription", input);
  }
  const bool goes_on = answer || answer.error().members.contains("dry_run");
  if (goes_on && !changes.empty()) {
    input["webhook_subscription"] = std::move(changes);
    answer = api.call("updateWebhookSubscription", input);
  }
  return answer ? shown(*answer, present, "updated") : sdk::Reply(answer.error());
}

} // namespace

sdk::Reply ensure_webhook(Api& api, const json::object& input) {
  if (input.contains("service") && input.contains("team")) {
    return api.refuse("/service", "and `team` exclude each other: a subscription watches one of them");
  }
  const auto filter = filter_of(api, input);
  if (!filter) {
    return filter.error();
  }
  json::object wanted{{"type", "webhook_subscription"},
                      {"delivery_method", {{"type", "http_delivery_method"}, {"url", input.at("url")}}},
                      {"events", input.at("events")},
                      {"filter", *filter}};
  if (const json::value* const description = input.if_contains("description")) {
    wanted["description"] = *description;
  }
  const auto present = api.list(operation_list, {});
  if (!present) {
    return present.error();
  }
  const auto* const found = std::find_if(present->begin(), present->end(), [&](const json::value& one) {
    return one.is_object() && delivers(one.get_object(), wanted);
  });
  return found == present->end() ? create(api, std::move(wanted))
                                 : update(api, found->get_object(), changes_of(found->get_object(), wanted));
}

} // namespace callout::pagerduty::curated
