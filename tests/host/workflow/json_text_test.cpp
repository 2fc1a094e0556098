#include <doctest/doctest.h>

#include "workflow/json_text.hpp"

namespace callout::host::workflow {

TEST_CASE("parse_json: takes JSON as it is, and nothing else") {
  struct Row {
    std::string_view text;
    std::string_view dumped; ///< empty: refused
  };

  const Row rows[] = {
      {R"( {"a":[1,2.5,"x",null,true]} )", R"({"a":[1,2.5,"x",null,true]})"},
      {"0.1", "0.1"},
      {"5e-324", "5e-324"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {R"("\u00e9\ud83d\ude00")", "\"é😀\""},
      {"9007199254740992", "9007199254740992"},
      {"9007199254740993", R"("9007199254740993")"},
      {"-9007199254740993", R"("-9007199254740993")"},
      {"-9223372036854775808", R"("-9223372036854775808")"},
      {R"([18446744073709551616,"1\"",1e20])", R"(["18446744073709551616","1\"",1e+20])"},
      {"", ""},
      {"nan", ""},
      {"NaN", ""},
      {"Infinity", ""},
      {"+1", ""},
      {"01", ""},
      {"[1,]", ""},
      {"{} {}", ""},
      {"// c\n1", ""},
      {"'a'", ""},
      {"1e999", ""},
      {R"("\ud800")", ""},
      {"\"\xff\"", ""},
      {"{a:1}", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto value = parse_json(row.text);
    CHECK((value ? value->dump() : std::string()) == row.dumped);
  }
}

TEST_CASE("parse_json: depth is bounded") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(parse_json(nested(200)).has_value());
  CHECK(parse_json(nested(300)).error().status == CALLOUT_E_LIMIT);
}

TEST_CASE("Value: copies share, changes do not") {
  Value first = Value::object();
  first.set("a", Value(1.0));
  Value second = first;
  second.set("b", Value("text"));
  CHECK(first.dump() == R"({"a":1})");
  CHECK(second.dump() == R"({"a":1,"b":"text"})");
  CHECK(second.find("b")->text() == "text");
  CHECK(!first.find("b"));
  CHECK(!Value().find("b"));
}

} // namespace callout::host::workflow
