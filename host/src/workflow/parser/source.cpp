#include "workflow/parser/source.hpp"

#include <utility>

#include <boost/json/array.hpp>

namespace callout::host::workflow {

Node Node::member(std::string_view name) const {
  if (json == nullptr || !json->is_object()) {
    return {};
  }
  const auto* const found = json->get_object().if_contains(name);
  return found == nullptr ? Node{} : Node{found, join_pointer(pointer, name)};
}

Node Node::item(std::size_t index) const {
  return {&json->get_array().at(index), join_pointer(pointer, std::to_string(index))};
}

std::string_view Node::text() const {
  return json != nullptr && json->is_string() ? std::string_view(json->get_string()) : std::string_view();
}

std::string_view kind_words(const boost::json::value& json) {
  switch (json.kind()) {
  case boost::json::kind::null:
    return "null";
  case boost::json::kind::bool_:
    return "a boolean";
  case boost::json::kind::string:
    return "a string";
  case boost::json::kind::array:
    return "a list";
  case boost::json::kind::object:
    return "a mapping";
  default:
    return "a number";
  }
}

void Source::refuse(std::string_view pointer, std::string_view text, std::string_view hint) {
  refusals_.push_back(failure_at(file_name_, positions_.value(pointer), text, hint));
}

void Source::refuse_name(std::string_view pointer, std::string_view text, std::string_view hint) {
  refusals_.push_back(failure_at(file_name_, positions_.name(pointer), text, hint));
}

Failure Source::failure() const {
  if (refusals_.size() == 1) {
    return refusals_.front();
  }
  std::string lines;
  boost::json::array errors;
  for (const Failure& refusal : refusals_) {
    std::string line = refusal.message();
    if (const auto* const hint = refusal.problem.if_contains("hint")) {
      line += " (" + std::string(hint->as_string()) + ")";
    }
    lines += (lines.empty() ? "" : "\n") + line;
    errors.emplace_back(line);
  }
  Failure all = make_failure(CALLOUT_E_INVALID_ARGUMENT, lines);
  all.problem["errors"] = std::move(errors);
  return all;
}

Failure
Source::failure_at_value(std::string_view pointer, std::string_view text, std::string_view hint) const {
  return failure_at(file_name_, positions_.value(pointer), text, hint);
}

} // namespace callout::host::workflow
