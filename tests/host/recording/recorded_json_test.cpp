#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "recording/recorded_json.hpp"

namespace callout::host {
namespace {

TEST_CASE("recorded_json: secrets go, everything else stays as it was") {
  struct Row {
    std::string_view name;
    std::string_view json;
    std::string_view expected;
  };

  const Row rows[] = {
      {"digits",
       R"({"n":0.30000000000000004,
"big":123456789012345678901234567890})",
       R"({"n":0.30000000000000004, "big":123456789012345678901234567890})"},
      {"a known secret", R"({"a":"x s3cr3t y"})", R"({"a":"x [redacted] y"})"},
      {"behind an escape", R"({"a":"s3c\u0072\u0033t"})", R"({"a":"[redacted]"})"},
      {"in a name", R"({"s3cr3t":1})", R"({"[redacted]":1})"},
      {"in two names, which stay two",
       R"({"s3cr3t":1,"4711":2,"[redacted]#2":3,"a":4})",
       R"({"[redacted]":1,"[redacted]#3":2,"[redacted]#2":3,"a":4})"},
      {"that would break the JSON", R"({"a":"4711","n":4711})", R"({"a":"[redacted]","n":4711})"},
      {"with a quote in it", R"({"a":"qu\"ote"})", R"({"a":"[redacted]"})"},
      {"by its name",
       R"({"client_secret":"abc","deep":[{"routing_key":7}]})",
       R"({"client_secret":"[redacted]","deep":[{"routing_key":"[redacted]"}]})"},
      {"by its name, whatever its value is",
       R"({"secret":{"value":"abc"},"integration_key":["k"]})",
       R"({"secret":"[redacted]","integration_key":"[redacted]"})"},
      {"by its name, as headers and other languages write it",
       R"({"headers":{"X-Api-Key":"a","AUTHORIZATION":"b","Set-Cookie":["c"]},"apiKey":"d","Password":"e","SECRET_KEY":"f"})",
       R"({"headers":{"X-Api-Key":"[redacted]","AUTHORIZATION":"[redacted]","Set-Cookie":"[redacted]"},"apiKey":"[redacted]","Password":"[redacted]","SECRET_KEY":"[redacted]"})"},
      {"by its name, behind white space", "{\"Cookie\" \n:\"a\"}", R"({"Cookie":"[redacted]"})"},
      {"a value that is such a name", R"({"kind":"token","n":1.50})", R"({"kind":"token","n":1.50})"},
      {"no secret by its name",
       R"({"token_type":"bearer","incident_key":"k","secret":null})",
       R"({"token_type":"bearer","incident_key":"k","secret":null})"},
      {"in a member that another of its name hides",
       R"({"a":{"token":"abc","b":"s3cr3t"},"a":{"token":null}})",
       R"({"a":{"token":null}})"},
      {"names within texts", R"({"a":"token password","n":1.50})", R"({"a":"token password","n":1.50})"},
      {"escapes without a secret", R"({"a":"line\nline","n":1.50})", R"({"a":"line\nline","n":1.50})"},
      {"a number that no double can hold", R"({"n":1e309})", R"({"n":1e309})"},
      {"such a number beside a secret", R"({"a":"s3cr3t","n":1e309})", "null"},
      {"no JSON", "oops s3cr3t", R"("oops [redacted]")"},
      {"neither JSON nor UTF-8", "\xff", R"("?")"},
  };
  Redactor redactor;
  redactor.remember("s3cr3t");
  redactor.remember("4711");
  redactor.remember("qu\"ote");
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(recorded_json(row.json, redactor) == row.expected);
  }
}

TEST_CASE("recorded_description: a schema of a secret is none, a known secret is") {
  Redactor redactor;
  redactor.remember("s3cr3t");
  CHECK(recorded_description(R"({"properties":{"token":{"type":"string"}},"a":"s3cr3t"})", redactor) ==
        R"({"properties":{"token":{"type":"string"}},"a":"[redacted]"})");
}

TEST_CASE("matches_recorded: a hidden name stands for any, each for one of its own") {
  constexpr std::string_view recorded = R"({"[redacted]":1,"[redacted]#2":{"x":2},"a":3,"b-[redacted]#2":4})";
  CHECK(matches_recorded(recorded, R"({"a":3,"b-k":4,"k":{"x":2},"l":1})"));
  CHECK(matches_recorded(recorded, R"({"[redacted]":1,"a":3,"b-k#2":4,"l":{"x":2}})"));
  for (const std::string_view other : {R"({"a":3,"b-k":4,"k":{"x":3},"l":1})",
                                       R"({"a":3,"b-k":4,"k":{"x":2}})",
                                       R"({"a":3,"c-k":4,"k":{"x":2},"l":1})",
                                       R"({"b":3,"b-k":4,"k":{"x":2},"l":1})"}) {
    CAPTURE(other);
    CHECK_FALSE(matches_recorded(recorded, other));
  }
  CHECK_FALSE(matches_recorded(R"({"[redacted]":1,"a#2":3})", R"({"a":3,"k":1})"));
}

TEST_CASE("canonical_json: JSON of one meaning has one text") {
  CHECK(canonical_json(R"({ "b": [1, {"d": null, "c": "\u0041"}], "a": 2 })") ==
        canonical_json(R"({"a":2,"b":[1,{"c":"A","d":null}]})"));
  CHECK(canonical_json("[1,2]") != canonical_json("[2,1]"));
  CHECK(canonical_json("oops") == "oops");
}

} // namespace
} // namespace callout::host
