#include "workflow/evaluator_pool.hpp"

#include <utility>

#include "workflow/expression/program_builder.hpp"

namespace callout::host::workflow {

bool EvaluatorPool::prepare(Source& source) {
  if (expressions_.empty()) {
    return true;
  }
  auto program = std::make_unique<JqProgram>();
  if (!compile_program(expressions_, *program, source)) {
    return false;
  }
  give_back(std::make_unique<Evaluator>(expressions_, std::move(program)));
  return true;
}

EvaluatorPool::Lease EvaluatorPool::lease() {
  if (expressions_.empty()) {
    return {nullptr, [](Evaluator*) {
            }};
  }
  std::unique_ptr<Evaluator> evaluator;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      evaluator = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!evaluator) {
    auto program = std::make_unique<JqProgram>();
    program->compile(build_program(expressions_).text); // prepare() has seen it compile
    evaluator = std::make_unique<Evaluator>(expressions_, std::move(program));
  }
  return {evaluator.release(), [this](Evaluator* used) {
            give_back(std::unique_ptr<Evaluator>(used));
          }};
}

void EvaluatorPool::give_back(std::unique_ptr<Evaluator> evaluator) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < most_idle) {
    idle_.push_back(std::move(evaluator));
  }
}

} // namespace callout::host::workflow
