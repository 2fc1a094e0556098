#include "action_table.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <callout/rest/request_builder.hpp>

#include "call_policy.hpp"
#include "catalog.hpp"
#include "dry_run.hpp"
#include "example_input.hpp"

namespace callout::pagerduty {
namespace {

namespace json = boost::json;

// Parameters that the connection's config may give.
constexpr std::array<std::string_view, 1> from_connection{"from"};

json::object row_of(const rest::Operation& operation) {
  json::object row{{"name", operation.id},
                   {"title", operation.title},
                   {"tags", json::array{json::value(operation.tag)}},
                   {"risk", risk_name(operation.risk)},
                   {"idempotent", operation.idempotent}};
  if (!operation.scope.empty()) {
    row["scope"] = operation.scope;
  }
  if (operation.deprecated) {
    row["deprecated"] = true;
  }
  return row;
}

std::string description_of(const rest::Operation& operation) {
  std::string text(rest::method_name(operation.method));
  const Service service = service_of(operation);
  const ServiceFacts& facts = facts_of(service);
  text.append(" ").append(service == Service::rest ? std::string_view() : facts.url).append(operation.path);
  if (!facts.authorized) {
    text += ". Needs no credential of the connection: the key in its body says which integration it is for";
  }
  if (takes_from(operation)) {
    text += ". Acts in the name of the user whose login address is `from`, by default the connection's";
  }
  if (!operation.early_access.empty()) {
    text += ". In early access: may change";
  }
  if (operation.own_limit) {
    text += ". Has a rate limit of its own, below the account's";
  }
  return text + (operation.deprecated ? ". Deprecated by PagerDuty." : ".");
}

json::object example_of(const rest::Operation& operation) {
  const std::string_view written = written_example(operation.id);
  return written.empty() ? example_input(operation, Extent::telling)
                         : json::parse(json::string_view(written.data(), written.size())).as_object();
}

} // namespace

std::string_view risk_name(rest::Risk risk) {
  constexpr std::array<std::string_view, 3> names{"read", "write", "destructive"};
  return names.at(static_cast<std::size_t>(risk));
}

json::array action_rows() {
  std::vector<const rest::Operation*> operations;
  for (const rest::Operation& operation : rest_catalog().operations) {
    operations.push_back(&operation);
  }
  std::stable_sort(operations.begin(), operations.end(), [](const auto* left, const auto* right) {
    return left->tag < right->tag;
  });
  json::array rows;
  rows.reserve(operations.size());
  for (const rest::Operation* operation : operations) {
    rows.emplace_back(row_of(*operation));
  }
  return rows;
}

std::optional<json::object> describe_action(std::string_view name) {
  const rest::Operation* const operation = rest_catalog().find(name);
  if (operation == nullptr) {
    return std::nullopt;
  }
  json::object action = row_of(*operation);
  action["description"] = description_of(*operation);
  action["example"] = example_of(*operation);
  json::object schema = rest::input_schema(rest_catalog(), *operation, from_connection);
  if (operation->risk != rest::Risk::read) {
    add_dry_run(schema);
  }
  action["input_schema"] = std::move(schema);
  return action;
}

} // namespace callout::pagerduty
