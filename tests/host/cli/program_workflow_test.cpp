#include <string_view>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "program_fixture.hpp"

namespace callout::host::cli {
namespace {

using boost::json::parse;
using testing::ProcessResult;

TEST_CASE("callout run and validate: a workflow that acts") {
  Desk desk;
  desk.write("mirror.yaml", R"(document: { dsl: 1.0.3, namespace: examples, name: mirror, version: 0.1.0 }
do:
  - look:
      call: open.echo
      with: { limit: 3 }
  - keep:
      set: { seen: "${ .limit }" }
)");
  const ProcessResult valid = desk.run({"validate", "mirror.yaml"});
  CAPTURE(valid.error);
  CHECK(valid.status == 0);
  CHECK(valid.error == "mirror.yaml: mirror 0.1.0 is valid\n");
  CHECK(valid.output.empty());
  CHECK(desk.run({"validate", "mirror.yaml", "--log-format", "json"}).error.empty());
  const ProcessResult run = desk.run({"run", "mirror.yaml"});
  CAPTURE(run.error);
  CHECK(run.status == 0);
  CHECK(run.output == "{\"seen\":3}\n");
  CHECK(run.error.empty());
  CHECK(desk.run({"run", "mirror.yaml", "--verbose"}).error.find("task finished task=look") !=
        std::string::npos);
  testing::ProcessSpec watched = desk.spec({"run", "mirror.yaml"});
  watched.on_terminal = true;
  CHECK(testing::run_process(watched).output.find(" look") != std::string::npos);
}

TEST_CASE("callout run: a fault ends with 1 and says which task raised it") {
  Desk desk;
  desk.write("fault.yaml", R"(document: { dsl: 1.0.3, namespace: examples, name: fault, version: 0.1.0 }
do:
  - look:
      call: open.missing
)");
  const ProcessResult result = desk.run({"run", "fault.yaml"});
  CAPTURE(result.error);
  CHECK(result.status == 1);
  const auto problem = parse(result.error);
  CHECK(problem.at("instance") == "/do/0/look");
  for (const std::string_view member : {"type", "title", "status"}) {
    CHECK(problem.as_object().contains(member));
  }
}

TEST_CASE("callout validate: every problem with file, line and column") {
  Desk desk;
  desk.write("wrong.yaml", R"(document: { dsl: 1.0.3, namespace: examples, name: wrong, version: 0.1.0 }
do:
  - one: { call: open.ecko }
  - two: { call: dsek.echo }
)");
  const ProcessResult result = desk.run({"validate", "wrong.yaml"});
  CAPTURE(result.error);
  CHECK(result.status == 2);
  CHECK(result.error.find("wrong.yaml:3:") != std::string::npos);
  CHECK(result.error.find("wrong.yaml:4:") != std::string::npos);
  CHECK(result.error.find("wrong.yaml: 2 problems\n") != std::string::npos);
  CHECK(desk.run({"run", "wrong.yaml"}).status == 2);
}

} // namespace
} // namespace callout::host::cli
