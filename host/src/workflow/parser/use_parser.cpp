#include "workflow/parser/document_parser.hpp"
#include "workflow/parser/duration.hpp"

namespace callout::host::workflow {

/// Only names here; functions are read last, since they may call each other.
void DocumentParser::parse_use(const Node& use) {
  if (!use.exists() || !is_mapping(use)) {
    return;
  }
  check_members(use, Place::use, {"functions", "errors", "timeouts"});
  if (const Node functions = use.member("functions"); functions.exists() && is_mapping(functions)) {
    functions_ = functions;
    for (const auto& [name, task] : functions.json->get_object()) {
      function_names_.emplace_back(name);
    }
  }
  if (const Node errors = use.member("errors"); errors.exists() && is_mapping(errors)) {
    errors_ = errors;
  }
  if (const Node timeouts = use.member("timeouts"); timeouts.exists() && is_mapping(timeouts)) {
    for (const auto& [name, timeout] : timeouts.json->get_object()) {
      timeouts_[std::string(name)] = parse_timeout(timeouts.member(name));
    }
  }
}

void DocumentParser::parse_functions() {
  for (const std::string& name : function_names_) {
    const Node task = functions_.member(name);
    model_.functions.push_back(is_mapping(task) ? parse_task(task, name, {}) : Task{});
  }
}

std::optional<std::chrono::milliseconds> DocumentParser::parse_timeout(const Node& timeout) {
  if (!timeout.exists()) {
    return std::nullopt;
  }
  if (timeout.json->is_string()) {
    const auto known = timeouts_.find(timeout.text());
    if (known == timeouts_.end()) {
      source_.refuse(timeout.pointer, "`use.timeouts` has no " + code(timeout.text()));
      return std::nullopt;
    }
    return known->second;
  }
  if (!is_mapping(timeout)) {
    return std::nullopt;
  }
  check_members(timeout, Place::call, {"after"});
  const Node after = required(timeout, "after");
  return after.exists() ? parse_duration_at(after) : std::nullopt;
}

std::optional<std::chrono::milliseconds> DocumentParser::parse_duration_at(const Node& after) {
  auto duration =
      after.json->is_object() ? parse_duration(after.json->get_object()) : parse_duration(after.text());
  if (!duration) {
    source_.refuse(after.pointer,
                   "not a duration",
                   "write `{ seconds: 30 }` (days, hours, minutes, seconds, milliseconds) or PT30S");
  }
  return duration;
}

} // namespace callout::host::workflow
