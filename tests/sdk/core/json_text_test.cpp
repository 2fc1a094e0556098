#include <boost/json/serialize.hpp>
#include <callout/sdk/json_text.hpp>
#include <doctest/doctest.h>

using callout::sdk::parse_json;

TEST_CASE("parse_json: what is JSON and what is not") {
  struct Row {
    std::string_view text;
    std::string_view value; // empty: refused
  };

  const Row rows[] = {
      {"", "null"},
      {" {\"a\":[1,2]} \n", R"({"a":[1,2]})"},
      {"12", "12"},
      {"-9007199254740993", "-9007199254740993"},
      {"tru", ""},
      {"{\"a\":1,}", ""},
      {"{'a':1}", ""},
      {"1 2", ""},
      {"NaN", ""},
      {"-1e400", ""},
      {"[1e400]", ""},
      {R"({"a":{"b":1e400}})", ""},
      {R"("\ud800")", ""}, // a lone surrogate
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto parsed = parse_json(row.text, "input");
    CHECK(parsed.has_value() == !row.value.empty());
    if (parsed) {
      CHECK(boost::json::serialize(*parsed) == row.value);
    } else {
      CHECK(parsed.error().status == CALLOUT_E_INVALID_ARGUMENT);
      CHECK(parsed.error().detail().starts_with("input "));
    }
  }
}

TEST_CASE("parse_json: an error names the byte and never quotes the text") {
  const auto parsed = parse_json(R"({"client_secret": hunter2})", "credentials");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().detail().find("credentials is not valid JSON at byte") == 0);
  CHECK(parsed.error().detail().find("hunter2") == std::string_view::npos);
}
