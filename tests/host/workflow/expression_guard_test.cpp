#include <chrono>

#include <doctest/doctest.h>

#include "recording_caller.hpp"

namespace callout::host::test {

/// Each of these ends the process, or leaves the expression's data, in libjq 1.6 without guards.
TEST_CASE("guards: built-ins that would abort or reach outside raise an error instead") {
  struct Row {
    std::string_view expression;
    std::string_view input;
    std::string_view output; ///< of `try (expression) catch "error: " + .`
  };

  const Row rows[] = {
      {"strftime(null)", "0", "\"error: strftime needs a string as format\""},
      {"strftime([])", "0", "\"error: strftime needs a string as format\""},
      {"strftime(\"%Y\")", "[2024,1,2,3,4,5,6]", "\"error: strftime needs a time of eight numbers\""},
      {"strftime(\"%Y\")", "\"x\"", "\"error: strftime needs a time, but got string\""},
      {"strftime(\"%Y\" * 4000)", "0", "\"error: strftime: the format is longer than 1000 characters\""},
      {"strflocaltime({})", "0", "\"error: strflocaltime needs a string as format\""},
      {"todate", "1e300", "\"error: strftime needs a time in the years 0 to 9999\""},
      {"1e1000 | todate", "0", "\"error: strftime needs a time in the years 0 to 9999\""},
      {"[1][nan:]", "0", "\"error: nan is not available in workflows\""},
      {"[1][(-1 | sqrt):]", "0", "\"error: sqrt: the result is not a number\""},
      {"[1][pow(-8; 0.5):]", "0", "\"error: pow: the result is not a number\""},
      {". % -1", "-1e300", "\"error: the number left of % is out of range\""},
      {"todateiso8601", "-1e300", "\"error: strftime needs a time in the years 0 to 9999\""},
      {"implode", "[\"a\"]", "\"error: implode needs an array of code points\""},
      {"implode", "[-5]", "\"error: implode needs an array of code points\""},
      {"implode", "[55296]", "\"error: implode needs an array of code points\""},
      {"implode", "5", "\"error: implode needs an array of code points, but got number\""},
      {"_strindices(1)", "1", "\"error: indices needs two strings\""},
      {"index(1)", "\"a\"", "\"error: indices cannot look for number in string\""},
      {"indices(\"\")", "\"abc\"", "[]"},
      {"rindex(\"\")", "\"abc\"", "null"},
      {"jn(1e9; 1)", "0", "\"error: the order must be a number from -1000 to 1000\""},
      {"\"a\" * 1e8", "0", "\"error: repeating a string would make more than 64 MiB\""},
      {"\"\" * 1e9", "0", "\"error: repeating a string would make more than 64 MiB\""},
      {". *= 1e10", "\"a\"", "\"error: repeating a string would make more than 64 MiB\""},
      {".[1e9] = 1", "[]", "\"error: an array index beyond 10000000 cannot be assigned to\""},
      {".[1e9] |= 1", "[]", "\"error: an array index beyond 10000000 cannot be assigned to\""},
      {".[1e9] += 1", "null", "\"error: an array index beyond 10000000 cannot be assigned to\""},
      {"setpath([1e9]; 1)", "null", "\"error: an array index beyond 10000000 cannot be assigned to\""},
      {"fromstream([[1e9], 1], [[1e9]])",
       "0",
       "\"error: an array index beyond 10000000 cannot be assigned to\""},
      {"env", "0", "\"error: env is not available in workflows\""},
      {"input", "0", "\"error: input is not available in workflows\""},
      {"[inputs]", "0", "\"error: inputs is not available in workflows\""},
      {"_input", "0", "\"error: _input is not available in workflows\""},
      {"halt", "0", "\"error: halt is not available in workflows\""},
      {"halt_error", "0", "\"error: halt_error is not available in workflows\""},
      {"halt_error(3)", "0", "\"error: halt_error is not available in workflows\""},
      {"debug", "0", "\"error: debug is not available in workflows\""},
      {"stderr", "0", "\"error: stderr is not available in workflows\""},
      {"modulemeta", "\"a\"", "\"error: modulemeta is not available in workflows\""},
      {"input_filename", "0", "\"error: input_filename is not available in workflows\""},
      {"input_line_number", "0", "\"error: input_line_number is not available in workflows\""},
      {"get_search_list", "0", "\"error: get_search_list is not available in workflows\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expression);
    const std::string tasks = "do:\n  - t:\n      set: |-\n        ${ try (" + std::string(row.expression) +
                              ") catch (\"error: \" + .) }\n";
    CHECK(run(tasks, row.input) == row.output);
  }
}

TEST_CASE("guards: what is guarded still does its work") {
  struct Row {
    std::string_view expression;
    std::string_view input;
    std::string_view output;
  };

  const Row rows[] = {
      {"todate", "1425599621", "\"2015-03-05T23:53:41Z\""},
      {"fromdate | todate", "\"2015-03-05T23:51:47Z\"", "\"2015-03-05T23:51:47Z\""},
      {"gmtime | mktime", "1425599621", "1425599621"},
      {"gmtime | strftime(\"%A\")", "1425599621.5", "\"Thursday\""},
      {"strptime(\"%d.%m.%Y\") | mktime", "\"05.03.2015\"", "1425513600"},
      {"explode | implode", "\"aé😀\"", "\"aé😀\""},
      {R"([index("b"), rindex("b"), indices("b")])", "\"abcb\"", "[1,3,[1,3]]"},
      {"[index(2), rindex(2), indices([2, 3])]", "[1,2,3,2]", "[1,3,[1]]"},
      {"indices(1)", "null", "null"},
      {"2 * 3 * .", "7", "42"},
      {"[. % 3, . % -1, -. % 3]", "7", "[1,0,-1]"},
      {"[sqrt, log2, pow(.; 2)]", "4", "[2,2,16]"},
      {". * 3", "\"ab\"", "\"ababab\""},
      {". * 0", "\"ab\"", "null"},
      {". * { a: { c: 2 } }", R"({"a":{"b":1}})", R"({"a":{"b":1,"c":2}})"},
      {"[(1, 2) * (10, 100)]", "null", "[10,20,100,200]"},
      {".a.b = 1 | .a.c |= 2 | .l[2] += 3", "{}", R"({"a":{"b":1,"c":2},"l":[null,null,3]})"},
      {"map_values(. + 1)", "{\"a\":1}", R"({"a":2})"},
      {".[] |= empty", "[1]", "[]"},
      {"(.a, .b) = (1, 2)", "null", R"({"a":1,"b":1})"},
      {"[fromstream(tostream)]", R"({"a":[1,{"b":2}]})", R"([{"a":[1,{"b":2}]}])"},
      {"to_entries | from_entries", "{\"a\":1}", R"({"a":1})"},
      {R"(gsub("a"; "b"))", "\"banana\"", "\"bbnbnb\""},
      {"jn(0; 0)", "null", "1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expression);
    const std::string tasks =
        "do:\n  - t:\n      set: |-\n        ${ " + std::string(row.expression) + " }\n";
    CHECK(run(tasks, row.input) == row.output);
  }
}

} // namespace callout::host::test
