// Workflow files: accepted or refused with a place, never anything else. Expressions are compiled, which
// takes 20 ms, only for documents that are right otherwise; none is run.
#include <callout/host/workflow.hpp>

#include "failure_properties.hpp"
#include "workflow/model.hpp"
#include "workflow/parser/document_parser.hpp"

namespace callout::fuzz {
namespace {

bool is_refused(const boost::json::value& document, host::YamlPositions positions) {
  host::workflow::Source source("fuzz.yaml", std::move(positions));
  host::workflow::Model model;
  model.document = document;
  host::workflow::DocumentParser(source, model).parse();
  if (source.has_refusals()) {
    require_place(source.failure());
  }
  return source.has_refusals();
}

} // namespace
} // namespace callout::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace fuzz = callout::fuzz;
  const std::string_view text = fuzz::text_of(data, size);
  callout::host::YamlPositions positions;
  const auto document = callout::host::read_yaml(text, "fuzz.yaml", &positions);
  if (!document) {
    fuzz::require_place(document.error());
    return 0;
  }
  if (fuzz::is_refused(*document, std::move(positions))) {
    return 0;
  }
  const auto workflow = callout::host::Workflow::parse(text, "fuzz.yaml");
  if (!workflow) {
    fuzz::require_place(workflow.error());
    return 0;
  }
  fuzz::require(!workflow->name().empty() && !workflow->version().empty());
  for (const auto& call : workflow->calls()) {
    fuzz::require(!call.connection.empty() && !call.action.empty());
  }
  return 0;
}
