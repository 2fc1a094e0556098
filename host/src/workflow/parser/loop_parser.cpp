#include <algorithm>
#include <utility>

#include "workflow/parser/document_parser.hpp"

namespace callout::host::workflow {

ForTask DocumentParser::parse_for(const Node& node) {
  ForTask task;
  const Node loop = node.member("for");
  if (!is_mapping(loop)) {
    return task;
  }
  check_members(loop, Place::call, {"each", "in", "at"});
  if (const Node in = required(loop, "in"); in.exists()) {
    task.in = expressions_.condition(in, scope_, Position::definition);
  }
  task.item_slot = declare(variable_name(loop, "each", "item"));
  declare(variable_name(loop, "at", "index"));
  task.condition = optional_condition(node.member("while"), Position::definition);
  if (const Node body = required(node, "do"); body.exists()) {
    task.body = parse_tasks(body);
  }
  scope_.leave(2);
  return task;
}

std::size_t DocumentParser::declare(std::string name) {
  const std::size_t slot = scope_.next_slot();
  scope_.declare(std::move(name));
  model_.slots = std::max(model_.slots, scope_.next_slot());
  return slot;
}

std::string
DocumentParser::variable_name(const Node& owner, std::string_view member, std::string_view otherwise) {
  const Node name = owner.member(member);
  if (!name.exists() || !is_string(name)) {
    return std::string(otherwise);
  }
  if (!is_variable_name(name.text())) {
    source_.refuse(name.pointer,
                   "a variable cannot be named " + code(name.text()),
                   "use letters, digits and _, and none of the language's own names such as `input`");
    return std::string(otherwise);
  }
  return std::string(name.text());
}

} // namespace callout::host::workflow
