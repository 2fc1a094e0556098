#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <callout/sdk/plugin.hpp>
#include <callout/sdk/testing.hpp>
#include <doctest/doctest.h>

#include "action_table.hpp"
#include "example_input.hpp"
#include "mutation.hpp"
#include "oracle.hpp"

// The result of an action is PagerDuty's body alone, so the servers are asked which operation they saw.

namespace callout::pagerduty::test {
namespace {

namespace json = boost::json;
using sdk::testing::Answer;
using sdk::testing::InstanceUnderTest;
using sdk::testing::PluginUnderTest;

// What the documents demand although PagerDuty does without; the overlay says why. It is added to inputs so
// that the rest of them is judged.
struct Demand {
  std::string_view id;
  std::string_view parent; // pointer
  std::string_view name;
};

constexpr Demand demands[] = {
    {"createStatusPagePost", "/post/updates/0", "update_frequency_ms"},
    {"createStatusPagePost", "/post/updates/0", "post"},
    {"createStatusPagePostUpdate", "/post_update", "update_frequency_ms"},
    {"createStatusPagePostUpdate", "/post_update", "post"},
    {"updateStatusPagePostUpdate", "/post_update", "update_frequency_ms"},
    {"updateStatusPagePostUpdate", "/post_update", "post"},
    {"updateCacheVarOnGlobalOrch", "/cache_variable", "configuration"},
    {"updateCacheVarOnServiceOrch", "/cache_variable", "configuration"},
    {"updateWorkflowIntegrationConnection", "", "name"},
    {"updateWorkflowIntegrationConnection", "", "secrets"},
};

json::object with_demands(const rest::Operation& operation, json::value input) {
  const json::value whole = example_input(operation, Extent::everything);
  for (const Demand& demand : demands) {
    if (demand.id == operation.id) {
      const std::string parent(demand.parent);
      json::object& target = (parent.empty() ? input : input.at_pointer(parent)).as_object();
      target[demand.name] = whole.at_pointer(parent + "/" + std::string(demand.name));
    }
  }
  return std::move(input.as_object());
}

class Contract {
public:
  // A credential of its own for each case: limits are counted by credential.
  explicit Contract(std::string_view credential)
      : instance_(plugin_.create(json::serialize(Oracle::config()))) {
    instance_.use_session(json::serialize(json::object{{"access_token", credential}}));
  }

  Answer invoke(std::string_view action, const json::object& input) {
    return instance_.invoke(action, input);
  }

  /// Whether the action was accepted and recognised.
  bool accepts(const rest::Operation& operation, const json::object& input) {
    const Answer answer = invoke(operation.id, input);
    const json::object seen = oracle_.last_request(service_of(operation));
    const json::value* const id = seen.if_contains("operationId");
    const bool own = id != nullptr && *id == json::value(documented_id(operation));
    const bool accepted = answer.ok() && own && !seen.contains("viol") && seen.at("extra").as_array().empty();
    CHECK_MESSAGE(accepted,
                  operation.id << " " << json::serialize(input) << "\n  answer: "
                               << answer.text.substr(0, 900) << "\n  seen: " << json::serialize(seen));
    return accepted;
  }

  Oracle& oracle() { return oracle_; }

private:
  PluginUnderTest plugin_{&callout_plugin_entry_v1};
  InstanceUnderTest instance_;
  Oracle oracle_;
};

// Runs one input of every action.
template <class Input>
void check_all(std::string_view name, const Input& input_of) {
  Contract contract(name);
  int accepted = 0;
  for (const rest::Operation& operation : rest_catalog().operations) {
    accepted += contract.accepts(operation, with_demands(operation, input_of(operation))) ? 1 : 0;
  }
  MESSAGE(name << ": " << accepted << " of " << rest_catalog().operations.size() << " accepted");
}

} // namespace

TEST_CASE("contract: the smallest input of every action is accepted and reaches its own operation") {
  check_all("minimal",
            [](const rest::Operation& operation) { return example_input(operation, Extent::required); });
}

TEST_CASE("contract: every action is accepted with every parameter and every member of its body") {
  check_all("full",
            [](const rest::Operation& operation) { return example_input(operation, Extent::everything); });
}

TEST_CASE("contract: every example that is shown is accepted as it stands") {
  check_all("examples", [](const rest::Operation& operation) {
    return describe_action(operation.id)->at("example").as_object();
  });
}

TEST_CASE("contract: `request` reaches what has no action of its own") {
  Contract contract("request");
  const json::object headers{{"Content-Type", "application/json"}};
  const Answer answer =
      contract.invoke("request", {{"method", "POST"}, {"path", "/change_events"}, {"headers", headers}});
  CHECK_MESSAGE(answer.ok(), answer.text);
  // The REST document's own operation of this name, which the Events API serves.
  CHECK(contract.oracle().last_request(Service::rest).at("operationId") == "createChangeEvent");
}

TEST_CASE("contract: at least 95 of 100 broken inputs are refused before anything is sent") {
  struct Count {
    int all = 0;
    int refused = 0;
  };

  Contract contract("mutations");
  contract.oracle().reset();
  std::map<std::string, Count> by_kind;
  Count total;
  for (const rest::Operation& operation : rest_catalog().operations) {
    for (const Mutation& mutation : mutations_of(operation, example_input(operation, Extent::everything))) {
      const Answer answer = contract.invoke(operation.id, mutation.input);
      const bool refused = answer.status == CALLOUT_E_INVALID_ARGUMENT && answer.member("status").empty();
      for (Count* const count : {&by_kind[mutation.kind], &total}) {
        ++count->all;
        count->refused += refused ? 1 : 0;
      }
      if (!refused) {
        MESSAGE("not refused: " << operation.id << " " << mutation.kind << " at " << mutation.pointer);
      }
    }
  }
  for (const auto& [kind, count] : by_kind) {
    MESSAGE(kind << ": " << count.refused << " of " << count.all << " refused");
    CHECK(count.refused * 100 >= count.all * 95);
  }
  MESSAGE("in all: " << total.refused << " of " << total.all << " refused");
  CHECK(contract.oracle().request_count() == total.all - total.refused);
  CHECK(total.all > 3000);
}

} // namespace callout::pagerduty::test
