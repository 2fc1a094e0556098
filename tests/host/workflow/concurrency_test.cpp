#include <array>
#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "recording_caller.hpp"

namespace callout::host::test {

TEST_CASE("concurrency: one workflow runs on several threads, each run with its own data") {
  RecordingCaller caller;
  caller.on("echo.it", [](const Invocation& invocation) { return std::string(invocation.input); });
  const Workflow workflow =
      load("do: [ { l: { for: { in: '[range(20)]' }, do: [ { c: { call: echo.it, with: { n: '${ .n }' } } }, "
           "{ s: { set: { n: '${ .n + $item }' }, export: { as: .n } } } ] } }, { e: { set: '${ [.n, "
           "$context] }' } } ]");
  std::atomic<int> right = 0;
  std::array<std::jthread, 4> threads;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    threads.at(i) = std::jthread([&, i] {
      for (std::size_t round = 0; round < 5; ++round) {
        const std::size_t n = 1000 * i + round;
        RunOptions options;
        options.input = R"({"n":)" + std::to_string(n) + "}";
        const auto output = workflow.run(caller, options);
        const std::string sum = std::to_string(n + 190);
        const std::string pair = std::string("[").append(sum).append(",").append(sum).append("]");
        right += output && *output == pair ? 1 : 0;
      }
    });
  }
  for (std::jthread& thread : threads) {
    thread.join();
  }
  CHECK(right == 20);
}

} // namespace callout::host::test
