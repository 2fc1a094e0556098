#pragma once

/// Evaluators of one workflow, kept for the next run, since making one costs a compilation (20 ms and more).

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "workflow/expression/evaluator.hpp"
#include "workflow/parser/source.hpp"

namespace callout::host::workflow {

/// Thread-safe after prepare().
class EvaluatorPool {
public:
  /// Idle evaluators beyond these are dropped.
  static constexpr std::size_t most_idle = 4;

  using Lease = std::unique_ptr<Evaluator, std::function<void(Evaluator*)>>;

  /// The expressions outlive the pool and do not change after prepare().
  explicit EvaluatorPool(const std::vector<Expression>& expressions) : expressions_(expressions) {}

  /// Compiles the first evaluator, which the first run gets. Refusals go to `source`; true without one.
  bool prepare(Source& source);
  /// For one run; empty when the workflow has no expressions.
  Lease lease();

private:
  void give_back(std::unique_ptr<Evaluator> evaluator);

  const std::vector<Expression>& expressions_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Evaluator>> idle_;
};

} // namespace callout::host::workflow
