// Standard streams and files that the system does not let the program use.
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "program_fixture.hpp"

namespace callout::host::cli {
namespace {

using testing::ProcessResult;

// "$0" is the program.
ProcessResult run_in_shell(std::string_view commands) {
  const Desk desk;
  testing::ProcessSpec spec = desk.spec({"-c", std::string(commands)});
  spec.arguments.push_back(spec.program.string());
  spec.program = "/bin/sh";
  return testing::run_process(spec);
}

TEST_CASE("callout: a recording that may not grow costs no answer") {
  const ProcessResult result = run_in_shell(R"(echo '{"callout_recording":1}' >calls
yes '' | head -c 3000000 >>calls
ulimit -f 2048
exec "$0" invoke open.exact --record calls)");
  CHECK(result.status == 0);
  CHECK_FALSE(result.output.empty());
  CHECK(result.error.find("the recording cannot be written") != std::string::npos);
}

TEST_CASE("callout: a stream that cannot be read or written is an error, not an end") {
  struct Row {
    std::string_view shell;
    std::string_view says;
  };

  const Row rows[] = {
      {R"(exec "$0" batch <&-)", "standard input cannot be read"},
      {R"(exec "$0" batch </)", "standard input cannot be read"},
      {R"(exec "$0" invoke open.exact --input - </)", "cannot read standard input"},
      {R"(exec "$0" invoke open.exact --record calls >&-)", "cannot write to standard output"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.shell);
    const ProcessResult result = run_in_shell(row.shell);
    CHECK(result.status != 0);
    CHECK_FALSE(result.timed_out);
    CHECK(result.error.find(row.says) != std::string::npos);
  }
}

} // namespace
} // namespace callout::host::cli
