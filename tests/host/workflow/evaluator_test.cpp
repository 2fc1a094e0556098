#include <cstdlib>

#include <doctest/doctest.h>

#include "fixtures/environment_override.hpp"
#include "fixtures/temporary_folder.hpp"
#include "workflow/expression/evaluator.hpp"
#include "workflow/expression/program_builder.hpp"

namespace callout::host::workflow {
namespace {

using namespace std::chrono_literals;

std::vector<Expression> expressions_of(const std::vector<std::string>& texts) {
  std::vector<Expression> expressions;
  for (const std::string& text : texts) {
    Expression expression;
    expression.body = text;
    expression.parts.push_back({text, "", 0});
    expressions.push_back(std::move(expression));
  }
  return expressions;
}

struct Fixture {
  explicit Fixture(const std::vector<std::string>& texts) : expressions(expressions_of(texts)) {
    auto program = std::make_unique<JqProgram>();
    Source source("test", {});
    REQUIRE(compile_program(expressions, *program, source));
    evaluator = std::make_unique<Evaluator>(expressions, std::move(program));
  }

  std::string run(std::size_t index, std::string_view data = "x", const EvaluationLimits& limits = {}) const {
    const auto result = evaluator->evaluate({index}, Value(data), {}, limits);
    return result ? result->dump() : "error " + result.error().detail;
  }

  std::vector<Expression> expressions;
  std::unique_ptr<Evaluator> evaluator;
};

} // namespace

TEST_CASE("evaluator: finds each of many expressions") {
  std::vector<std::string> texts;
  for (int i = 0; i < 37; ++i) {
    texts.push_back(std::to_string(i) + " + length");
  }
  const Fixture fixture(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CHECK(fixture.run(i) == std::to_string(i + 1));
  }
}

TEST_CASE("evaluator: what runs away is ended, and the next expression runs") {
  struct Row {
    std::string_view name;
    std::string text;
    std::string_view error;
  };

  const Row rows[] = {
      {"endless loop", "last(repeat(1))", "error the time is up"},
      {"endless recursion", "def f: 1 + f; f", "error the time is up"},
      {"endless array", "[range(1e12)] | length", "error the time is up"},
      {"endless until", "until(false; .)", "error the time is up"},
      {"doubling string",
       "reduce range(60) as $i (.; . + .) | length",
       "error the expression takes more than 512 MiB of memory"},
  };
  std::vector<std::string> texts;
  for (const Row& row : rows) {
    texts.push_back(row.text);
  }
  texts.emplace_back("length");
  const Fixture fixture(texts);
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CAPTURE(rows[i].name);
    const auto start = std::chrono::steady_clock::now();
    const auto patience = rows[i].error.find("memory") == std::string_view::npos ? 150ms : 9000ms;
    const std::string outcome = fixture.run(i, "x", {start + patience, {}});
    const bool ended =
        outcome == rows[i].error || outcome == "error the expression takes more than 512 MiB of memory";
    CAPTURE(outcome);
    CHECK(ended);
    CHECK(std::chrono::steady_clock::now() - start < 10s);
    CHECK(fixture.run(std::size(rows), "four") == "4");
  }
}

TEST_CASE("evaluator: a stop request ends an expression") {
  const Fixture fixture({"last(repeat(1))", "1"});
  std::stop_source source;
  std::jthread stopper([&] { source.request_stop(); });
  CHECK(fixture.run(0, "x", {std::chrono::steady_clock::time_point::max(), source.get_token()}) ==
        "error the run was asked to stop");
  CHECK(fixture.run(1) == "1");
}

TEST_CASE("evaluator: long errors are cut between characters") {
  const Fixture fixture({"error([range(499)] | map(\"é\") | add)"});
  const std::string outcome = fixture.run(0);
  CHECK(outcome.size() < 520);
  CHECK(outcome.ends_with("é..."));
}

TEST_CASE("JqProgram: never reads $HOME/.jq, and leaves HOME as it was") {
  const testing::TemporaryFolder home;
  (void)home.write(".jq", "def length: 42;");
  const testing::EnvironmentOverride moved("HOME", home.path().string());
  const Fixture fixture({"length"});
  CHECK(fixture.run(0, "four") == "4");
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing else runs yet.
  CHECK(std::string(std::getenv("HOME")) == home.path().string());
}

TEST_CASE("JqProgram: parses without binding, and says where it fails") {
  JqProgram program;
  CHECK(program.parses(".a | nope(1)"));
  CHECK(!program.parses(".a | map(.b"));
  REQUIRE(program.messages().size() == 1);
  CHECK(program.messages()[0].column == 9);
  CHECK(!program.parses("1) | (2"));
  CHECK(program.messages().at(0).column == 1);
}

} // namespace callout::host::workflow
