#include <set>
#include <string>

#include <boost/json/object.hpp>
#include <callout/sdk/testing.hpp>
#include <doctest/doctest.h>

#include "catalog.hpp"
#include "curated/actions.hpp"
#include "curated/handle.hpp"

namespace json = boost::json;
using namespace callout::pagerduty;
using callout::sdk::testing::Answer;
using callout::sdk::testing::PluginUnderTest;

namespace {

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    words.emplace(word);
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return words;
}

} // namespace

TEST_CASE("curated actions: every row has what people and tools need") {
  std::set<std::string> scopes;
  for (const auto& operation : rest_catalog().operations) {
    scopes.emplace(operation.scope);
  }
  std::set<std::string_view> names;
  for (const curated::Action* const action : curated::all_actions()) {
    CAPTURE(action->name);
    CHECK(names.insert(action->name).second);
    CHECK(curated::find_action(action->name) == action);
    CHECK(rest_catalog().find(action->name) == nullptr);
    CHECK(!action->title.empty());
    CHECK(action->title.size() <= 70);
    CHECK(!action->tag.empty());
    CHECK(action->description.ends_with('.'));
    CHECK((action->handler != nullptr));
    for (const std::string& scope :
         words_of(curated::declared_scope(*action) + " " + std::string(action->lookup_scope))) {
      CAPTURE(scope);
      CHECK((scope.empty() || scopes.contains(scope)));
    }
  }
}

TEST_CASE("curated actions: schema and example agree, and every reference is there") {
  for (const curated::Action* const action : curated::all_actions()) {
    CAPTURE(action->name);
    const json::object described = curated::describe(*action);
    const json::object& schema = described.at("input_schema").as_object();
    CHECK(schema.at("additionalProperties") == false);
    const json::object& properties = schema.at("properties").as_object();
    const json::object& example = described.at("example").as_object();
    for (const auto& member : example) {
      CAPTURE(std::string(member.key()));
      CHECK(properties.contains(member.key()));
    }
    if (schema.contains("required")) {
      for (const json::value& name : schema.at("required").as_array()) {
        CAPTURE(name);
        CHECK(properties.contains(name.as_string()));
        CHECK(example.contains(name.as_string()));
      }
    }
    const std::string text(action->schema);
    for (std::size_t at = text.find("#/$defs/"); at != std::string::npos; at = text.find("#/$defs/", at)) {
      at += 8;
      CHECK(schema.at("$defs").as_object().contains(text.substr(at, text.find('"', at) - at)));
    }
  }
}

TEST_CASE("curated actions: are listed before the operations and describe themselves") {
  PluginUnderTest plugin(&callout_plugin_entry_v1);
  const auto rows = plugin.describe().json().at("actions").as_array();
  CHECK(rows.at(1).at("name").as_string() == curated::all_actions().front()->name);
  for (const curated::Action* const action : curated::all_actions()) {
    const Answer answer = plugin.describe(std::string(action->name));
    REQUIRE(answer.ok());
    CHECK(answer.member("title") == action->title);
    CHECK(answer.member("scope") == curated::declared_scope(*action));
    CHECK(answer.member("lookup_scope") == action->lookup_scope);
  }
}

TEST_CASE("curated actions: what describes an event says that a service's id needs a scope too") {
  for (const std::string_view name :
       {"event.trigger", "event.acknowledge", "event.resolve", "event.change"}) {
    CAPTURE(name);
    const json::object described = curated::describe(*curated::find_action(name));
    CHECK(std::string_view(described.at("description").as_string())
              .ends_with("To say where it goes by `service`, even by its id, also needs the "
                         "scopes services.read, as far as it does so."));
  }
}
