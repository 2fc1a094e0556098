#include <string>

#include <doctest/doctest.h>

#include "log_output.hpp"

namespace callout::host::cli {
namespace {

TEST_CASE("log_line: fields are key=value, quoted where they are no single word") {
  const LogRecord record{
      LogLevel::info,
      "pagerduty",
      "request {}\nsent",
      {{"method", "GET"}, {"note", "two words"}, {"empty", ""}, {"ms", 12}, {"list", {1, 2}}}};
  CHECK(log_line(record) ==
        R"(pagerduty request {} sent method=GET note="two words" empty="" ms=12 list=[1,2])");
}

TEST_CASE("log_members: the record's own members win") {
  const LogRecord record{LogLevel::warn, "host", "hello \"you\"", {{"level", "mine"}, {"ms", 1}}};
  CHECK(log_members(record) == R"("source":"host","message":"hello \"you\"","level_":"mine","ms":1)");
}

} // namespace
} // namespace callout::host::cli
