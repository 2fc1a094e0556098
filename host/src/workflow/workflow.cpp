#include <fstream>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include <callout/host/workflow.hpp>

#include "workflow/action_calls.hpp"
#include "workflow/checker.hpp"
#include "workflow/engine/run.hpp"
#include "workflow/evaluator_pool.hpp"
#include "workflow/json_text.hpp"
#include "workflow/parser/document_parser.hpp"

namespace callout::host {

/// The model and its evaluators refer to each other: neither moves.
class Workflow::Implementation {
public:
  explicit Implementation(workflow::Source source) : source_(std::move(source)), pool_(model_.expressions) {}

  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  ~Implementation() = default;

  /// False when something was refused.
  bool read(boost::json::value document) {
    model_.document = std::move(document);
    workflow::DocumentParser(source_, model_).parse();
    const bool is_compiled = pool_.prepare(source_); // also after refusals: all mistakes are told at once
    return is_compiled && !source_.has_refusals();
  }

  [[nodiscard]] const workflow::Source& source() const { return source_; }

  [[nodiscard]] const workflow::Model& model() const { return model_; }

  Result<std::string> run(ActionCaller& caller, const RunOptions& options) {
    auto input = workflow::parse_json(options.input);
    if (!input) {
      Failure failure = input.error();
      failure.problem["detail"] = "the workflow's input is " + failure.message();
      return failure;
    }
    const auto lease = pool_.lease();
    auto output = workflow::Run(model_, lease.get(), caller, options).execute(*input);
    if (!output) {
      return workflow::failure_of(output.error());
    }
    return output->dump();
  }

private:
  workflow::Source source_;
  workflow::Model model_;
  workflow::EvaluatorPool pool_;
};

Workflow::Workflow(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

Workflow::Workflow(Workflow&&) noexcept = default;
Workflow& Workflow::operator=(Workflow&&) noexcept = default;
Workflow::~Workflow() = default;

Result<Workflow> Workflow::load(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::error_code ignored;
  if (!stream.is_open() || std::filesystem::is_directory(file, ignored)) { // a folder opens, too
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        file.string() + ": the workflow file cannot be read",
                        "give a file that exists and that you may read");
  }
  std::ostringstream text;
  text << stream.rdbuf();
  if (text.bad()) { // half a workflow could be a valid one
    return make_failure(CALLOUT_E_INVALID_ARGUMENT,
                        file.string() + ": the workflow file could not be read to its end");
  }
  return parse(text.str(), file.string());
}

Result<Workflow> Workflow::parse(std::string_view text, std::string_view file_name) {
  YamlPositions positions;
  auto document = read_yaml(text, file_name, &positions);
  if (!document) {
    return document.error();
  }
  auto implementation =
      std::make_unique<Implementation>(workflow::Source(std::string(file_name), std::move(positions)));
  if (!implementation->read(*std::move(document))) {
    return implementation->source().failure();
  }
  return Workflow(std::move(implementation));
}

std::string_view Workflow::name() const {
  return implementation_->model().name;
}

std::string_view Workflow::version() const {
  return implementation_->model().version;
}

std::vector<ActionReference> Workflow::calls() const {
  std::set<ActionReference> calls;
  workflow::for_each_call(implementation_->model(),
                          [&](const workflow::Task&, const workflow::ActionCall& call) {
                            calls.insert({call.connection, call.action});
                          });
  return {calls.begin(), calls.end()};
}

std::vector<Failure> Workflow::check(ActionCaller& caller) const {
  return workflow::check_calls(implementation_->model(), implementation_->source(), caller);
}

Result<std::string> Workflow::run(ActionCaller& caller, const RunOptions& options) const {
  return implementation_->run(caller, options);
}

} // namespace callout::host
