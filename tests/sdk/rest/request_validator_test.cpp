#include <array>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <callout/rest/request_validator.hpp>
#include <doctest/doctest.h>

#include "test_catalog.hpp"

namespace callout::test {
namespace {

namespace json = boost::json;

// Keywords that PagerDuty's schemas lack, and what the messages depend on.
constexpr std::array keyword_parameters{
    rest::Parameter{"ratio",
                    "ratio",
                    Location::query,
                    ListStyle::none,
                    false,
                    R"({"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0.5})"},
    rest::Parameter{"flag", "flag", Location::query, ListStyle::none, false, R"({"type":"boolean"})"},
    rest::Parameter{
        "code", "code", Location::query, ListStyle::none, false, R"({"type":"string","maxLength":3})"},
    rest::Parameter{"days",
                    "days",
                    Location::query,
                    ListStyle::comma,
                    false,
                    R"({"type":"array","maxItems":2,"items":{"type":"integer","minimum":1,"maximum":7}})"},
};

constexpr std::array keyword_operations{rest::Operation{.id = "put",
                                                        .method = Method::put,
                                                        .path = "/things",
                                                        .parameters = keyword_parameters,
                                                        .body = "thing"}};

constexpr std::array keyword_schemas{
    rest::NamedSchema{
        "closed",
        R"({"type":"object","properties":{"title":{"type":"string"}},"additionalProperties":false})"},
    rest::NamedSchema{"thing", R"({"type":"object","properties":{
      "closed":{"$ref":"#/$defs/closed"},
      "map":{"type":"object","additionalProperties":{"type":"integer"}},
      "constant":{"const":"v1"},
      "step":{"type":"integer","multipleOf":5},
      "when":{"type":["string","integer"],"format":"date-time"},
      "a/b~c":{"type":"string","maxLength":2},
      "api_key":{"type":"string","enum":["none","some"]},
      "passwords":{"type":"array","items":{"type":"string","enum":["open"]}},
      "word":{"type":"string","pattern":"^([a-z]+)*$"},
      "odd":{"type":"string","pattern":"(?<never"},
      "numbers":{"type":"array","items":{"type":"integer"}},
      "either":{"oneOf":[{"type":"integer"},{"type":"number"}]},
      "pet":{"anyOf":[
        {"type":"object","properties":{"kind":{"enum":["cat"]},"lives":{"type":"integer"}},"required":["lives"]},
        {"type":"object","properties":{"kind":{"enum":["dog"]},"tricks":{"type":"array"}},"required":["tricks"]}]}
    }})"},
};

constexpr rest::Catalog keyword_catalog{keyword_operations, keyword_schemas};

json::object parsed(std::string_view text) {
  return json::parse(json::string_view(text.data(), text.size())).as_object();
}

std::string text_of(const std::vector<rest::Finding>& findings) {
  std::string text;
  for (const rest::Finding& finding : findings) {
    text += (text.empty() ? "" : "; ") + finding.pointer + " " + finding.detail;
  }
  return text;
}

const rest::Operation& row(std::string_view id) {
  const rest::Operation* const found = catalog.find(id);
  REQUIRE(found != nullptr);
  return *found;
}

} // namespace

TEST_CASE("request_validator: parameters are checked by the text that is sent") {
  struct Row {
    std::string_view input;
    std::string_view findings;
  };

  const Row rows[] = {
      {R"({"ratio":0.25,"flag":true,"code":"abc","days":[1,7]})", ""},
      {R"({"ratio":"0.25","flag":"true","code":123,"days":["1",7]})", ""},
      {R"({"days":"3"})", ""},
      {R"({"days":null})", ""},
      {R"({"ratio":0})", "/ratio must be more than 0 and less than 0.5, not `0`"},
      {R"({"ratio":"0.5"})", "/ratio must be more than 0 and less than 0.5, not `0.5`"},
      {R"({"flag":"yes"})", "/flag must be true or false, not a string"},
      {R"({"code":1234})", "/code has 4 characters; at most 3 characters may be sent"},
      {R"({"code":"\u00e4\u00f6\u00fc"})", ""},
      {R"({"days":8})", "/days must be between 1 and 7, not `8`"},
      {R"({"days":["1","8"]})", "/days/1 must be between 1 and 7, not `8`"},
      {R"({"days":[1,2,3]})", "/days has 3 items; at most 2 items may be sent"},
      {R"({"days":[[1]]})", "/days/0 must be an integer, not an array"},
  };
  const rest::RequestValidator validator(keyword_catalog);
  for (const Row& one : rows) {
    CAPTURE(one.input);
    CHECK(text_of(validator.find_faults(keyword_operations.front(), parsed(one.input))) == one.findings);
  }
}

TEST_CASE("request_validator: bodies are checked by every keyword") {
  struct Row {
    std::string_view input;
    std::string_view findings;
  };

  const Row rows[] = {
      {R"({"closed":{"title":"x"}})", ""},
      {R"({"closed":{"tittle":"x"}})", "/closed/tittle is an unknown member `tittle`; did you mean `title`?"},
      {R"({"map":{"x":1,"y":"2"}})", "/map/y must be an integer, not a string"},
      {R"({"constant":"v2"})", "/constant cannot be `v2`; allowed is `v1`"},
      {R"({"step":10})", ""},
      {R"({"step":11})", " does not fit the input schema of the action"},
      {R"({"when":"tomorrow"})", ""},
      {R"({"when":5})", ""},
      {R"({"a/b~c":"long"})", "/a~1b~0c has 4 characters; at most 2 characters may be sent"},
      {R"({"api_key":"hunter2"})", "/api_key cannot be this value; allowed are `none` and `some`"},
      {R"({"passwords":["open","hunter2"]})", "/passwords/1 cannot be this value; allowed is `open`"},
      {R"({"word":"lower"})", ""},
      {R"({"word":"UPPER"})", "/word cannot be `UPPER`; it must match the pattern `^([a-z]+)*$`"},
      {R"({"odd":"a pattern that cannot be read refuses nothing"})", ""},
      {R"({"either":5})", ""},
      {R"({"either":"5"})", "/either must be an integer, or a number, not a string"},
      {R"({"pet":{"kind":"dog"}})", "/pet/tricks is missing; it must be an array"},
      {R"({"pet":{"kind":"dig","lives":9}})",
       "/pet/kind cannot be `dig`; allowed are `cat` and `dog`; did you mean `dog`?"},
      {R"({"pet":{}})",
       "/pet fits none of what is allowed: an object with `lives`, or an object with `tricks`"},
      {R"({"pet":5})", "/pet must be an object with `lives`, or an object with `tricks`, not an integer"},
      {R"({"body":5})", "/body must be an object, not an integer"},
  };
  const rest::RequestValidator validator(keyword_catalog);
  for (const Row& one : rows) {
    CAPTURE(one.input);
    CHECK(text_of(validator.find_faults(keyword_operations.front(), parsed(one.input))) == one.findings);
  }
}

TEST_CASE("request_validator: a text too long for a pattern is left to the service") {
  const rest::RequestValidator validator(keyword_catalog);
  const auto faults = [&](std::size_t size) {
    return validator.find_faults(keyword_operations.front(), {{"word", std::string(size, 'X')}});
  };
  CHECK(faults(4096).size() == 1);
  CHECK(faults(4097).empty());
  CHECK(faults(2'000'000).empty());
}

TEST_CASE("request_validator: several of the alternatives of oneOf may fit") {
  const rest::RequestValidator validator(catalog);
  CHECK(validator.find_faults(row("createRule"), {{"label", "x"}, {"time", 5}}).empty());
}

TEST_CASE("request_validator: at most twenty findings are listed, the first in the detail") {
  const rest::RequestValidator validator(keyword_catalog);
  const json::array texts(30, json::value("x"));
  const auto problem = validator.validate(keyword_operations.front(), {{"numbers", texts}}, "shop");
  REQUIRE(problem.has_value());
  CHECK(problem->status == CALLOUT_E_INVALID_ARGUMENT);
  CHECK(problem->detail() ==
        "shop.put: /numbers/0 must be an integer, not a string (and 19 more, listed in `errors`)");
  CHECK(problem->members.at("pointer") == "/numbers/0");
  CHECK(problem->members.at("errors").as_array().size() == 20);
  CHECK(problem->members.at("errors").at(19) ==
        json::object{{"pointer", "/numbers/19"}, {"detail", "must be an integer, not a string"}});
}

TEST_CASE("request_validator: what the request builder refuses leads the list") {
  struct Row {
    std::string_view input;
    std::string_view detail;
    json::array errors;
  };

  const auto error = [](std::string_view pointer, std::string_view detail) {
    return json::object{{"pointer", pointer}, {"detail", detail}};
  };
  const Row rows[] = {
      {R"({"from":"a","incident":{"title":5}})",
       "x.createIncident: /incident/title must be a string, not an integer",
       {error("/incident/title", "must be a string, not an integer")}},
      {R"({"incident":{"title":5}})",
       "x.createIncident: /from is missing (and 1 more, listed in `errors`)",
       {error("/from", "is missing"), error("/incident/title", "must be a string, not an integer")}},
      {R"({"from":"a"})", "x.createIncident: /incident is missing", {error("/incident", "is missing")}},
      {R"({"from":"a","incident":{"title":"t"},"fromm":"b"})",
       "x.createIncident: unknown member `fromm`; did you mean `from`?",
       {error("/fromm", "unknown member `fromm`; did you mean `from`?")}},
  };
  const rest::RequestValidator validator(catalog);
  for (const Row& one : rows) {
    CAPTURE(one.input);
    const auto request = validator.build_request(
        row("createIncident"), parsed(one.input), {.connector = "x", .base_path = ""});
    REQUIRE(request.has_error());
    CHECK(request.error().status == CALLOUT_E_INVALID_ARGUMENT);
    CHECK(request.error().detail() == one.detail);
    CHECK(request.error().members.at("errors") == one.errors);
  }
}

TEST_CASE("request_validator: an input that passes becomes the request") {
  const rest::RequestValidator validator(catalog);
  const auto request = validator.build_request(row("createIncident"),
                                               parsed(R"({"from":"a","incident":{"title":"t"}})"),
                                               {.connector = "x", .base_path = ""});
  REQUIRE(request.has_value());
  CHECK(request->body == R"({"incident":{"title":"t"}})");
}

TEST_CASE("request_validator: threads may ask for the same action at once") {
  const rest::RequestValidator validator(catalog);
  const json::object wrong = parsed(R"({"from":"a","incident":{"title":5}})");
  std::array<std::size_t, 4> counts{};
  {
    std::vector<std::jthread> threads;
    for (std::size_t& count : counts) {
      threads.emplace_back([&count, &validator, &wrong] {
        for (int i = 0; i < 50; ++i) {
          for (const rest::Operation& operation : operations) {
            count += validator.find_faults(operation, wrong).empty() ? 0U : 1U;
          }
        }
      });
    }
  }
  for (const std::size_t count : counts) {
    CHECK(count == counts.front());
    CHECK(count >= 50);
  }
}

} // namespace callout::test
