#include <callout/sdk/definition.hpp>
#include <doctest/doctest.h>

namespace {

using namespace callout::sdk;
namespace json = boost::json;

struct Nothing {
  explicit Nothing(const json::object&) {}

  Reply answer(const Request&) const { return json::value(1); }
};

Definition<Nothing> define() {
  return Definition<Nothing>("com.example.shop", "2.0.0")
      .title("Shop")
      .description("Sells things.")
      .network({"https://shop.example.com"})
      .test("list")
      .action({.name = "list",
               .title = "List things",
               .description = "All of them.",
               .tags = {"things"},
               .scope = "things.read",
               .idempotent = true,
               .output_schema = R"({"type":"array"})",
               .example = R"({"limit":1})"},
              &Nothing::answer)
      .action({.name = "sell", .title = "Sell a thing", .risk = Risk::destructive}, &Nothing::answer)
      .actions({.rows =
                    [] {
                      return json::array{{{"name", "tabled"}}};
                    },
                .describe = [](std::string_view name) -> std::optional<json::object> {
                  return name == "tabled" ? std::optional(json::object{{"name", "tabled"}}) : std::nullopt;
                },
                .has = [](std::string_view name) { return name == "tabled"; },
                .handler = std::function<Reply(Nothing&, const Request&)>(&Nothing::answer)});
}

} // namespace

TEST_CASE("definition: the manifest holds identity, tests and one row per action") {
  const auto manifest = json::parse(define().describe({}).json());
  CHECK(manifest.at("id") == "com.example.shop");
  CHECK(manifest.at("name") == "shop"); // the last part of the id unless said otherwise
  CHECK(manifest.at("title") == "Shop");
  CHECK(manifest.at("network") == json::value{"https://shop.example.com"});
  CHECK(manifest.at("test") == json::parse(R"([{"action":"list","input":{}}])"));
  const json::array& actions = manifest.at("actions").as_array();
  REQUIRE(actions.size() == 3);
  CHECK(actions[0] == json::parse(R"({"name":"list","title":"List things","tags":["things"],"risk":"read",
                                      "idempotent":true,"scope":"things.read"})"));
  CHECK(actions[1].at("risk") == "destructive");
  CHECK(actions[2] == json::parse(R"({"name":"tabled"})"));
}

TEST_CASE("definition: an action is described whole") {
  const auto list = json::parse(define().describe("list").json());
  CHECK(list.at("description") == "All of them.");
  CHECK(list.at("input_schema") == json::parse(R"({"type":"object"})"));
  CHECK(list.at("output_schema") == json::parse(R"({"type":"array"})"));
  CHECK(list.at("example") == json::parse(R"({"limit":1})"));
  CHECK_FALSE(json::parse(define().describe("sell").json()).as_object().contains("example"));
}

TEST_CASE("definition: a table stands beside registered actions") {
  const Definition<Nothing> definition = define();

  struct Row {
    std::string_view name;
    bool known;
  };

  for (const Row& row : {Row{"list", true}, Row{"tabled", true}, Row{"absent", false}, Row{"", false}}) {
    CAPTURE(row.name);
    CHECK((definition.find_action(row.name) != nullptr) == row.known);
  }
  CHECK(definition.describe("tabled").status() == CALLOUT_OK);
  CHECK(definition.describe("absent").status() == CALLOUT_E_UNKNOWN_ACTION);
}

TEST_CASE("definition: flags say whether calls may overlap") {
  CHECK(define().flags() == CALLOUT_PLUGIN_CONCURRENT);
  CHECK(define().serial().flags() == 0);
}
