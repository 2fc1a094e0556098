#include <algorithm>
#include <iterator>
#include <map>
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

// Whose updates the documents demand more of than PagerDuty does; the overlay says what. What is shown of
// them is the least that the documents accept.
constexpr std::string_view demanding[] = {"createStatusPagePost",
                                          "createStatusPagePostUpdate",
                                          "updateCacheVarOnGlobalOrch",
                                          "updateCacheVarOnServiceOrch",
                                          "updateStatusPagePostUpdate",
                                          "updateWorkflowIntegrationConnection"};

json::object shown_input(const rest::Operation& operation) {
  return describe_action(operation.id)->at("example").as_object();
}

json::object least_input(const rest::Operation& operation) {
  const bool demands =
      std::find(std::begin(demanding), std::end(demanding), operation.id) != std::end(demanding);
  return demands ? shown_input(operation) : example_input(operation, Extent::required);
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

  /// Whether the one operation that has no action of its own is accepted through `request`.
  bool reaches_change_events() {
    const json::object headers{{"Content-Type", "application/json"}};
    const Answer answer =
        invoke("request", {{"method", "POST"}, {"path", "/change_events"}, {"headers", headers}});
    const json::object seen = oracle_.last_request(Service::rest);
    const bool accepted =
        answer.ok() && seen.at("operationId") == "createChangeEvent" && !seen.contains("viol");
    CHECK_MESSAGE(accepted, answer.text << "\n  seen: " << json::serialize(seen));
    return accepted;
  }

  Oracle& oracle() { return oracle_; }

private:
  PluginUnderTest plugin_{&callout_plugin_entry_v1};
  InstanceUnderTest instance_;
  Oracle oracle_;
};

constexpr int all_operations = 506; // those of the documents: a new document changes it

// Runs one input of every operation. The REST document's own createChangeEvent is served by the Events API,
// so the catalog lacks it, and `request` reaches it; it takes neither parameters nor a body.
template <class Input>
void check_all(std::string_view name, const Input& input_of) {
  Contract contract(name);
  int accepted = contract.reaches_change_events() ? 1 : 0;
  for (const rest::Operation& operation : rest_catalog().operations) {
    accepted += contract.accepts(operation, input_of(operation)) ? 1 : 0;
  }
  MESSAGE(name << ": " << accepted << " of " << all_operations << " accepted");
  CHECK(accepted == all_operations);
}

} // namespace

TEST_CASE("contract: the smallest input of every operation is accepted and reaches its own one") {
  check_all("minimal", least_input);
}

TEST_CASE("contract: every operation is accepted with every parameter and every member of its body") {
  check_all("full",
            [](const rest::Operation& operation) { return example_input(operation, Extent::everything); });
}

TEST_CASE("contract: every example that is shown is accepted as it stands") {
  check_all("examples", shown_input);
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
