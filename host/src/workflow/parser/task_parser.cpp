#include <algorithm>
#include <array>

#include "nearest_name.hpp"
#include "workflow/parser/document_parser.hpp"

namespace callout::host::workflow {
namespace {

/// In this order: `for` tasks also have a `do`.
constexpr std::array<std::string_view, 12> kinds{
    "for", "call", "set", "switch", "try", "raise", "do", "fork", "wait", "emit", "listen", "run"};

std::string_view kind_of(const boost::json::object& task) {
  const auto* const kind = std::find_if(
      kinds.begin(), kinds.end(), [&](std::string_view name) { return task.if_contains(name) != nullptr; });
  return kind == kinds.end() ? std::string_view() : *kind;
}

} // namespace

TaskList DocumentParser::parse_tasks(const Node& list) {
  if (!list.json->is_array()) {
    source_.refuse(list.pointer,
                   "must be a list of tasks, but is " + std::string(kind_words(*list.json)),
                   "write each task as `- name: { ... }`");
    return {};
  }
  std::vector<Node> nodes;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < list.json->get_array().size(); ++i) {
    collect_task(list.item(i), nodes, names);
  }
  TaskList tasks;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    tasks.tasks.push_back(parse_task(nodes[i], names[i], names));
  }
  return tasks;
}

void DocumentParser::collect_task(const Node& item,
                                  std::vector<Node>& tasks,
                                  std::vector<std::string>& names) {
  if (!item.json->is_object() || item.json->get_object().size() != 1) {
    source_.refuse(item.pointer, "must be one named task", "write `- name:` and the task's members below it");
    return;
  }
  const std::string name(item.json->get_object().begin()->key());
  const Node task = item.member(name);
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    source_.refuse_name(task.pointer, "a second task named " + code(name) + " in the same list");
  }
  if (is_mapping(task)) {
    tasks.push_back(task);
    names.push_back(name);
  }
}

Task DocumentParser::parse_task(const Node& node,
                                std::string name,
                                const std::vector<std::string>& siblings) {
  Task task;
  task.name = std::move(name);
  task.pointer = node.pointer;
  const std::string_view kind = kind_of(node.json->get_object());
  if (kind.empty()) {
    source_.refuse_name(node.pointer,
                        "the task does nothing",
                        "give it one of `call`, `do`, `for`, `raise`, `set`, `switch`, `try`");
    return task;
  }
  check_members(node,
                Place::task,
                {"if",
                 "input",
                 "output",
                 "export",
                 "timeout",
                 "then",
                 "metadata",
                 kind,
                 kind == "for" ? "do" : kind,
                 kind == "for" ? "while" : kind,
                 kind == "call" ? "with" : kind,
                 kind == "try" ? "catch" : kind});
  parse_data_flow(node, task);
  task.then = parse_then(node.member("then"), siblings);
  task.body = parse_body(node, kind, siblings);
  return task;
}

void DocumentParser::parse_data_flow(const Node& node, Task& task) {
  task.condition = optional_condition(node.member("if"), Position::raw_input);
  task.input_from = parse_transformation(node.member("input"), "from", Position::raw_input);
  task.output_as = parse_transformation(node.member("output"), "as", Position::output);
  task.export_as = parse_transformation(node.member("export"), "as", Position::exported);
  task.timeout = parse_timeout(node.member("timeout"));
}

TaskBody DocumentParser::parse_body(const Node& node,
                                    std::string_view kind,
                                    const std::vector<std::string>& siblings) {
  if (kind == "call") {
    return parse_call(node);
  }
  if (kind == "set") {
    const Node value = node.member("set");
    if (!value.json->is_object() && !value.json->is_string()) {
      is_mapping(value);
    }
    return SetTask{expressions_.value(value, scope_, Position::definition)};
  }
  if (kind == "for") {
    return parse_for(node);
  }
  if (kind == "switch") {
    return parse_switch(node, siblings);
  }
  if (kind == "try") {
    return parse_try(node);
  }
  if (kind == "raise") {
    return parse_raise(node);
  }
  if (kind == "do") {
    return DoTask{parse_tasks(node.member("do"))};
  }
  const Unsupported* const row = find_unsupported(Place::task, kind);
  source_.refuse_name(join_pointer(node.pointer, kind),
                      code(kind) + " is not supported yet by this version",
                      row == nullptr ? "" : row->hint);
  return DoTask{};
}

std::optional<ValueSource>
DocumentParser::parse_transformation(const Node& owner, std::string_view name, Position position) {
  if (!owner.exists() || !is_mapping(owner)) {
    return std::nullopt;
  }
  check_members(owner, Place::data_flow, {name});
  const Node transformation = owner.member(name);
  if (!transformation.exists()) {
    return std::nullopt;
  }
  return expressions_.transformation(transformation, scope_, position);
}

FlowDirective DocumentParser::parse_then(const Node& then, const std::vector<std::string>& siblings) {
  if (!then.exists() || !is_string(then) || then.text() == "continue") {
    return {};
  }
  if (then.text() == "exit") {
    return {Direction::exit};
  }
  if (then.text() == "end") {
    return {Direction::end};
  }
  const auto target = std::find(siblings.begin(), siblings.end(), then.text());
  if (target != siblings.end()) {
    return {Direction::jump, static_cast<std::size_t>(target - siblings.begin())};
  }
  const std::string hint =
      nearest_names_hint(then.text(), std::vector<std::string_view>(siblings.begin(), siblings.end()));
  source_.refuse(then.pointer,
                 "no task named " + code(then.text()) + " in this list",
                 hint.empty() ? "name a task beside this one, or write continue, exit or end" : hint);
  return {};
}

} // namespace callout::host::workflow
