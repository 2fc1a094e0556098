// Webhook subscriptions. Nothing is ever sent: the sandbox talks to nobody.
#include <array>

#include "sandbox/credential_text.hpp"
#include "sandbox/errors.hpp"
#include "sandbox/members.hpp"
#include "sandbox/rest/body.hpp"
#include "sandbox/rest/router.hpp"

namespace callout::sandbox {
namespace {

constexpr std::string_view key = "webhook_subscription";

Response list_subscriptions(Call& call) {
  std::vector<const json::object*> found;
  for (const json::object& subscription : call.account.webhook_subscriptions) {
    found.push_back(&subscription);
  }
  return listed(call, "webhook_subscriptions", found);
}

Response get_subscription(Call& call) {
  const json::object* subscription = call.account.webhook_subscriptions.find(call.ids[0]);
  return subscription == nullptr ? not_found() : wrapped(200, key, *subscription);
}

bool names_what_it_watches(const Account& account, const json::object& filter) {
  const std::string_view type = text(filter, "type");
  return type == "account_reference" ||
         (type == "service_reference" && account.services.find(text(filter, "id")) != nullptr) ||
         (type == "team_reference" && account.teams.find(text(filter, "id")) != nullptr);
}

std::vector<std::string> wrong_in(const Account& account, const json::object& given) {
  std::vector<std::string> wrong;
  const json::object* delivery = child(given, "delivery_method");
  if (delivery == nullptr || !text(*delivery, "url").starts_with("https://")) {
    wrong.emplace_back("Delivery method needs an https address");
  }
  const json::object* filter = child(given, "filter");
  if (filter == nullptr || !names_what_it_watches(account, *filter)) {
    wrong.emplace_back("Filter must name the account, a service or a team");
  }
  if (!given.contains("events") || !given.at("events").is_array() || given.at("events").get_array().empty()) {
    wrong.emplace_back("Events cannot be empty");
  }
  return wrong;
}

// Only this answer has the secret.
Response create_subscription(Call& call) {
  const auto given = wrapped_body(call.request, key);
  if (!given) {
    return given.error();
  }
  if (auto wrong = wrong_in(call.account, *given); !wrong.empty()) {
    return invalid_input(wrong);
  }
  json::object subscription{{"id", call.account.next_id()},
                            {"type", key},
                            {"active", true},
                            {"description", text(*given, "description")},
                            {"events", given->at("events")},
                            {"filter", given->at("filter")}};
  json::object delivery{{"id", call.account.next_id()},
                        {"type", "http_delivery_method"},
                        {"url", text(*child(*given, "delivery_method"), "url")},
                        {"temporarily_disabled", false}};
  subscription["delivery_method"] = delivery;
  call.account.webhook_subscriptions.add(subscription);
  call.account.count_effect("webhook_subscription.create");
  delivery["secret"] = random_hex(32);
  subscription["delivery_method"] = std::move(delivery);
  return wrapped(201, key, std::move(subscription));
}

Response update_subscription(Call& call) {
  json::object* subscription = call.account.webhook_subscriptions.find(call.ids[0]);
  if (subscription == nullptr) {
    return not_found();
  }
  const auto given = wrapped_body(call.request, key);
  if (!given) {
    return given.error();
  }
  for (const char* name : {"active", "description", "events", "filter"}) {
    if (given->contains(name)) {
      (*subscription)[name] = given->at(name);
    }
  }
  call.account.count_effect("webhook_subscription.update");
  return wrapped(200, key, *subscription);
}

// After it was temporarily disabled, which the sandbox never does of itself.
Response enable_subscription(Call& call) {
  json::object* subscription = call.account.webhook_subscriptions.find(call.ids[0]);
  if (subscription == nullptr) {
    return not_found();
  }
  subscription->at("delivery_method").as_object()["temporarily_disabled"] = false;
  call.account.count_effect("webhook_subscription.enable");
  return wrapped(200, key, *subscription);
}

constexpr std::array routes{
    Route{"GET", "/webhook_subscriptions", "webhook_subscriptions.read", list_subscriptions},
    Route{"POST", "/webhook_subscriptions", "webhook_subscriptions.write", create_subscription},
    Route{"GET", "/webhook_subscriptions/{}", "webhook_subscriptions.read", get_subscription},
    Route{"PUT", "/webhook_subscriptions/{}", "webhook_subscriptions.write", update_subscription},
    Route{"POST", "/webhook_subscriptions/{}/enable", "webhook_subscriptions.write", enable_subscription},
};

} // namespace

std::span<const Route> webhook_routes() {
  return routes;
}

} // namespace callout::sandbox
