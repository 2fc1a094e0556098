#pragma once

/// Runs a model's expressions. One run at a time uses an evaluator; libjq's states cannot be shared.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "workflow/expression/jq_program.hpp"
#include "workflow/expression/watchdog.hpp"
#include "workflow/model.hpp"
#include "workflow/value.hpp"

namespace callout::host::workflow {

struct EvaluationError {
  HaltReason halted = HaltReason::none; ///< deadline and stopped: of the run, not of the expression
  std::string detail;
};

template <class T>
using Evaluated = boost::system::result<T, EvaluationError>;

[[noreturn]] void throw_exception_from_error(const EvaluationError& error,
                                             const boost::source_location& location);

class Evaluator {
public:
  /// An expression that computes longer than this is ended, whatever the run's deadline.
  static constexpr std::chrono::seconds longest_evaluation{10};

  /// `program` was compiled from these expressions; they outlive the evaluator.
  Evaluator(const std::vector<Expression>& expressions, std::unique_ptr<JqProgram> program)
      : expressions_(expressions), program_(std::move(program)) {}

  /// The first result. None is an error, and so is what the expression raises.
  Evaluated<Value> evaluate(ExpressionId id,
                            const Value& data,
                            const std::vector<Value>& slots,
                            const EvaluationLimits& limits);

private:
  const std::vector<Expression>& expressions_;
  std::unique_ptr<JqProgram> program_;
  Watchdog watchdog_;
};

} // namespace callout::host::workflow
