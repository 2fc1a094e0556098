#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <callout/rest/request_builder.hpp>
#include <doctest/doctest.h>

#include "test_catalog.hpp"

namespace {

using namespace callout;
using namespace callout::test;

rest::Result<rest::HttpRequest>
build(std::string_view id, const std::string& input, const boost::json::object* defaults = nullptr) {
  return rest::build_request(catalog,
                             *catalog.find(id),
                             boost::json::parse(input).as_object(),
                             {.connector = "pagerduty", .base_path = "/v2", .defaults = defaults});
}

} // namespace

TEST_CASE("build_request: writes target and body") {
  struct Row {
    std::string_view name;
    std::string_view operation;
    std::string input;
    std::string_view target;
    std::string_view body;
  };

  const Row rows[] = {
      {"nothing given", "listIncidents", "{}", "/v2/incidents", ""},
      {"a string", "listIncidents", R"({"since":"a b"})", "/v2/incidents?since=a%20b", ""},
      {"numbers", "listIncidents", R"({"limit":25,"ratio":0.1})", "/v2/incidents?limit=25&ratio=0.1", ""},
      {"a whole number as number", "listIncidents", R"({"ratio":2})", "/v2/incidents?ratio=2", ""},
      {"a boolean", "listIncidents", R"({"total":true})", "/v2/incidents?total=true", ""},
      {"what text spells",
       "listIncidents",
       R"({"limit":"25","total":"false","ratio":"0.5"})",
       "/v2/incidents?limit=25&ratio=0.5&total=false",
       ""},
      {"digits as a string", "listIncidents", R"({"since":2024})", "/v2/incidents?since=2024", ""},
      {"a parameter without schema", "listIncidents", R"({"any":false})", "/v2/incidents?any=false", ""},
      {"a list, the key repeated",
       "listIncidents",
       R"({"statuses":["triggered","resolved"]})",
       "/v2/incidents?statuses%5B%5D=triggered&statuses%5B%5D=resolved",
       ""},
      {"one value for a list",
       "listIncidents",
       R"({"statuses":"triggered"})",
       "/v2/incidents?statuses%5B%5D=triggered",
       ""},
      {"an empty list", "listIncidents", R"({"statuses":[]})", "/v2/incidents", ""},
      {"a list, joined",
       "listIncidents",
       R"({"sort_by":["created_at:desc","urgency"]})",
       "/v2/incidents?sort_by=created_at%3Adesc%2Curgency",
       ""},
      {"null leaves a parameter out", "listIncidents", R"({"since":null})", "/v2/incidents", ""},
      {"a path", "deleteIncident", R"({"id":"P/1 ?"})", "/v2/incidents/P%2F1%20%3F", ""},
      {"a path by number", "deleteIncident", R"({"id":42})", "/v2/incidents/42", ""},
      {"body members",
       "createIncident",
       R"({"from":"a@b.c","incident":{"title":"x"}})",
       "/v2/incidents",
       R"({"incident":{"title":"x"}})"},
      {"the whole body",
       "createIncident",
       R"({"from":"a@b.c","body":{"incident":{},"more":1}})",
       "/v2/incidents",
       R"({"incident":{},"more":1})"},
      {"a body that is no object", "putLines", R"({"body":["a"]})", "/v2/lines", R"(["a"])"},
      {"an open body", "createOpen", R"({"anything":1})", "/v2/open", R"({"anything":1})"},
      {"an open body, empty", "createOpen", "{}", "/v2/open", "{}"},
      {"an optional body, left out", "rename", R"({"id":"1"})", "/v2/things/1", ""},
      {"a name that is parameter and member",
       "rename",
       R"({"id":"1","name":"x"})",
       "/v2/things/1?name=x",
       R"({"name":"x"})"},
      {"null in a body is sent", "rename", R"({"id":"1","note":null})", "/v2/things/1", R"({"note":null})"},
      {"members of a composed schema",
       "createRule",
       R"({"label":"x","match":{"all":[]}})",
       "/v2/rules",
       R"({"label":"x","match":{"all":[]}})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto request = build(row.operation, row.input);
    const std::string_view detail = request ? std::string_view() : request.error().detail();
    CAPTURE(detail);
    REQUIRE(request.has_value());
    CHECK(request->target == row.target);
    CHECK(request->body == row.body);
  }
}

TEST_CASE("build_request: writes method, headers and what may be repeated") {
  const auto created = build("createIncident", R"({"from":"a@b.c","incident":{}})");
  REQUIRE(created.has_value());
  CHECK(created->method == Method::post);
  CHECK_FALSE(created->idempotent);
  CHECK(rest::find_header(created->headers, "from") == "a@b.c");
  CHECK(rest::find_header(created->headers, "accept") == "application/vnd.x+json");
  CHECK(rest::find_header(created->headers, "content-type") == "application/json");
  const auto listed = build("listIncidents", "{}");
  REQUIRE(listed.has_value());
  CHECK(listed->idempotent);
  CHECK(listed->headers ==
        std::vector<rest::Header>{{"Content-Type", "application/json"}, {"X-EARLY-ACCESS", "preview"}});
}

TEST_CASE("build_request: the row's media type decides Content-Type and how the body is written") {
  struct Row {
    std::string_view name;
    std::string_view media_type;
    std::string input;
    std::string_view body;
  };

  const Row rows[] = {
      {"JSON", "application/json", R"({"body":"a\nb"})", R"("a\nb")"},
      {"JSON by suffix", "application/scim+json", R"({"body":["a"]})", R"(["a"])"},
      {"text", "text/csv", R"({"body":"name,age\nAda,36"})", "name,age\nAda,36"},
      {"an empty text", "text/csv", R"({"body":""})", ""},
  };
  constexpr rest::NamedSchema anything[] = {{"anything", "{}"}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const rest::Operation operation{.id = "upload",
                                    .method = Method::post,
                                    .path = "/lines",
                                    .body = "anything",
                                    .content_type = row.media_type,
                                    .body_required = true};
    const auto request = rest::build_request(
        {{&operation, 1}, anything}, operation, boost::json::parse(row.input).as_object(), {});
    REQUIRE(request.has_value());
    CHECK(request->body == row.body);
    CHECK(request->headers == std::vector<rest::Header>{{"Content-Type", std::string(row.media_type)}});
  }
}

TEST_CASE("build_request: a row without media type sends no Content-Type") {
  const rest::Operation operation{.id = "ping", .path = "/ping", .content_type = ""};
  const auto request = rest::build_request({{&operation, 1}, {}}, operation, {}, {});
  REQUIRE(request.has_value());
  CHECK(request->headers.empty());
}

TEST_CASE("build_request: a body that is not JSON has to be a string") {
  constexpr rest::NamedSchema anything[] = {{"anything", "{}"}};
  const rest::Operation operation{.id = "upload", .body = "anything", .content_type = "text/csv"};
  const auto request = rest::build_request(
      {{&operation, 1}, anything}, operation, boost::json::parse(R"({"body":{"a":1}})").as_object(), {});
  REQUIRE(request.has_error());
  CHECK(request.error().detail() == "upload: /body must be a string");
}

TEST_CASE("build_request: refuses an input by name and place") {
  struct Row {
    std::string_view operation;
    std::string input;
    std::string_view detail;
    std::string_view pointer;
  };

  const Row rows[] = {
      {"createIncident",
       R"({"from":"a@b.c","incident":{},"tittle":1})",
       "pagerduty.createIncident: unknown member `tittle`; known are `from`, `incident`, `body`",
       "/tittle"},
      {"createIncident",
       R"({"from":"a@b.c","incidents":{}})",
       "pagerduty.createIncident: unknown member `incidents`; did you mean `incident`?",
       "/incidents"},
      {"listIncidents",
       R"({"status":"x"})",
       "pagerduty.listIncidents: unknown member `status`; did you mean `statuses`?",
       "/status"},
      {"listIncidents", R"({"body":{}})", "pagerduty.listIncidents: unknown member `body`", "/body"},
      {"listIncidents", R"({"a/b~c":1})", "pagerduty.listIncidents: unknown member `a/b~c`", "/a~1b~0c"},
      {"deleteIncident", "{}", "pagerduty.deleteIncident: /id is missing", "/id"},
      {"deleteIncident", R"({"id":null})", "pagerduty.deleteIncident: /id is missing", "/id"},
      {"deleteIncident", R"({"id":""})", "pagerduty.deleteIncident: /id is empty", "/id"},
      {"deleteIncident",
       R"({"id":".."})",
       "pagerduty.deleteIncident: /id is `..`, which would change the path",
       "/id"},
      {"deleteIncident",
       R"({"id":["P1"]})",
       "pagerduty.deleteIncident: /id must be a string, not an array",
       "/id"},
      {"deleteIncident",
       R"({"id":true})",
       "pagerduty.deleteIncident: /id must be a string, not a boolean",
       "/id"},
      {"createIncident", R"({"incident":{}})", "pagerduty.createIncident: /from is missing", "/from"},
      {"createIncident",
       R"({"from":"a@b.c"})",
       "pagerduty.createIncident: /incident is missing",
       "/incident"},
      {"createIncident",
       R"({"from":"a@b.c","body":{}})",
       "pagerduty.createIncident: /body/incident is missing",
       "/body/incident"},
      {"createIncident",
       R"({"from":"a@b.c","body":[]})",
       "pagerduty.createIncident: /body must be an object, not an array",
       "/body"},
      {"createIncident",
       R"({"from":"a@b.c","body":{"incident":{}},"incident":{}})",
       "pagerduty.createIncident: /incident is given beside `body`",
       "/incident"},
      {"putLines", "{}", "pagerduty.putLines: /body is missing", "/body"},
      {"putLines", R"({"body":"a"})", "pagerduty.putLines: /body must be an array, not a string", "/body"},
      {"createRule", R"({"time":1})", "pagerduty.createRule: /label is missing", "/label"},
      {"listIncidents",
       R"({"limit":"many"})",
       "pagerduty.listIncidents: /limit must be an integer, not a string",
       "/limit"},
      {"listIncidents",
       R"({"limit":1.5})",
       "pagerduty.listIncidents: /limit must be an integer, not a number",
       "/limit"},
      {"listIncidents",
       R"({"limit":[1]})",
       "pagerduty.listIncidents: /limit must be an integer, not an array",
       "/limit"},
      {"listIncidents",
       R"({"total":1})",
       "pagerduty.listIncidents: /total must be true or false, not an integer",
       "/total"},
      {"listIncidents",
       R"({"any":{}})",
       "pagerduty.listIncidents: /any must be a string, a number, true or false, not an object",
       "/any"},
      {"listIncidents",
       R"({"urgency":"hihg"})",
       "pagerduty.listIncidents: /urgency cannot be `hihg`; allowed are `high`, `low`",
       "/urgency"},
      {"listIncidents",
       R"({"statuses":["triggered","resolve"]})",
       "pagerduty.listIncidents: /statuses/1 cannot be `resolve`; allowed are `triggered`, `acknowledged`, "
       "`resolved`; did you mean `resolved`?",
       "/statuses/1"},
      {"listIncidents",
       "{\"urgency\":"
       "\"a\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC"
       "\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC\u20AC"
       "\u20AC\u20AC\u20AC\"}",
       "pagerduty.listIncidents: /urgency cannot be `a\u20AC",
       "/urgency"},
      {"listIncidents",
       R"({"statuses":[null]})",
       "pagerduty.listIncidents: /statuses/0 must be a string, not null",
       "/statuses/0"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const auto request = build(row.operation, row.input);
    REQUIRE(request.has_error());
    CAPTURE(request.error().detail());
    CHECK(request.error().status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(request.error().detail().substr(0, row.detail.size()) == row.detail);
    CHECK(std::string_view(request.error().members.at("pointer").as_string()) == row.pointer);
    boost::system::error_code error; // no character is cut apart
    boost::json::parse(boost::json::serialize(request.error().members), error);
    CHECK_FALSE(error);
  }
}

TEST_CASE("build_request: the connection fills in what the input leaves out") {
  const boost::json::object config{{"from", "sre@example.com"}};
  const std::string incident = R"({"incident":{}})";
  const auto filled = build("createIncident", incident, &config);
  REQUIRE(filled.has_value());
  CHECK(rest::find_header(filled->headers, "From") == "sre@example.com");
  CHECK(filled->body == incident);

  const auto own = build("createIncident", R"({"incident":{},"from":"me@example.com"})", &config);
  REQUIRE(own.has_value());
  CHECK(rest::find_header(own->headers, "From") == "me@example.com");

  const boost::json::object without{{"from", nullptr}};
  const auto refused = build("createIncident", incident, &without);
  REQUIRE(refused.has_error());
  CHECK(refused.error().members.at("hint") == "Give `from` in the input or in the connection's config.");
  CHECK(build("listIncidents", "{}", &config).has_value()); // which takes no `from`
}
