// A kind, then text that the host takes from plugins, programs and people: answers, lines of a batch,
// arguments.
#include <boost/json/parse.hpp>
#include <callout/host/failure.hpp>

#include "batch_line.hpp"
#include "duration.hpp"
#include "failure_properties.hpp"
#include "input_builder.hpp"
#include "workflow/json_text.hpp"
#include "workflow/parser/duration.hpp"

namespace callout::fuzz {
namespace {

void check_json(std::string_view text) {
  const auto parsed = host::parse_json(text);
  if (parsed) {
    require(host::is_json(text) && host::is_json(boost::json::serialize(*parsed)));
  } else {
    require(!host::is_json(text) || parsed.error().message() == "not JSON: a number is too large");
  }
  if (const auto value = host::workflow::parse_json(text)) {
    require(host::is_json(value->dump()));
  } else {
    require_failure(value.error());
  }
}

// "-3" makes it a problem.
void check_answer(std::string_view status, std::string_view text) {
  host::CallOutcome outcome;
  outcome.returned = status.substr(0, 1) == "-" ? callout_status{-3} : callout_status{CALLOUT_OK};
  outcome.answer = host::Answer{outcome.returned, std::string(text)};
  const auto result = host::result_of(outcome, {}, "plugin.action");
  if (result) {
    require(host::is_json(*result));
  } else {
    require_failure(result.error());
  }
}

void check_batch_line(std::string_view text) {
  const host::cli::BatchRequest request = host::cli::parse_batch_line(text, 7);
  require(host::is_json(request.id) && host::is_json(request.input));
  if (!request.action) {
    require_failure(request.action.error());
    const std::string line = host::cli::batch_answer(request.id, request.action.error());
    require(line.find('\n') == line.size() - 1 && host::is_json(line.substr(0, line.size() - 1)));
  }
}

void check_assignments(std::string_view text) {
  static const boost::json::value schema = boost::json::parse(
      R"({"properties":{"n":{"type":"integer"},"list":{"type":"array","items":{"type":"number"}},
"a.b":{"type":"boolean"},"one":{"oneOf":[{"type":"null"},{"type":"object","properties":{"x":{"type":"string"}}}]}}})");
  std::vector<host::cli::Assignment> assignments;
  while (!text.empty()) {
    if (const auto assignment = host::cli::parse_assignment(take_line(text))) {
      assignments.push_back(*assignment);
    } else {
      require_failure(assignment.error());
    }
  }
  const auto input = host::cli::build_input(R"({"kept":1,"list":[2]})", assignments, schema);
  if (input) {
    require(host::is_json(*input) && input->front() == '{');
  } else {
    require_failure(input.error());
  }
}

void check_duration(std::string_view text) {
  const auto typed = host::cli::parse_duration(text);
  require(!typed || (typed->count() > 0 && *typed <= std::chrono::hours(30 * 24)));
  const auto written = host::workflow::parse_duration(text);
  require(!written || (written->count() >= 0 && *written <= host::workflow::longest_duration));
}

} // namespace
} // namespace callout::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace fuzz = callout::fuzz;
  std::string_view text = fuzz::text_of(data, size);
  std::string_view line = fuzz::take_line(text);
  const std::string_view kind = fuzz::take_word(line);
  if (kind == "json") {
    fuzz::check_json(text);
  } else if (kind == "answer") {
    fuzz::check_answer(line, text);
  } else if (kind == "batch") {
    fuzz::check_batch_line(text);
  } else if (kind == "set") {
    fuzz::check_assignments(text);
  } else {
    fuzz::check_duration(text);
  }
  return 0;
}
