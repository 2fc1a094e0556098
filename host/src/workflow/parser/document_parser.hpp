#pragma once

/// Reads a document into a model. One source file per part of the language.

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/model.hpp"
#include "workflow/parser/expression_table.hpp"
#include "workflow/parser/source.hpp"
#include "workflow/parser/unsupported.hpp"

namespace callout::host::workflow {

class DocumentParser {
public:
  /// Refusals go to `source`; a model with refusals must not run.
  DocumentParser(Source& source, Model& model)
      : source_(source), model_(model), expressions_(source, model) {}

  /// model.document is set.
  void parse();

private:
  using Names = std::initializer_list<std::string_view>;

  // document_parser.cpp
  void parse_identity(const Node& document);
  void parse_identity_member(const Node& identity, std::string_view name, std::string_view pattern);
  void parse_evaluate(const Node& evaluate);
  // use_parser.cpp
  void parse_use(const Node& use);
  void parse_functions();
  std::optional<std::chrono::milliseconds> parse_timeout(const Node& timeout);
  std::optional<std::chrono::milliseconds> parse_duration_at(const Node& after);
  // task_parser.cpp
  TaskList parse_tasks(const Node& list);
  void collect_task(const Node& item, std::vector<Node>& tasks, std::vector<std::string>& names);
  Task parse_task(const Node& node, std::string name, const std::vector<std::string>& siblings);
  TaskBody parse_body(const Node& node, std::string_view kind, const std::vector<std::string>& siblings);
  void parse_data_flow(const Node& node, Task& task);
  std::optional<ValueSource>
  parse_transformation(const Node& owner, std::string_view name, Position position);
  FlowDirective parse_then(const Node& then, const std::vector<std::string>& siblings);
  // call_parser.cpp
  CallTask parse_call(const Node& node);
  std::optional<CallTask> parse_function_call(const Node& node);
  ActionCall parse_action_call(const Node& node);
  std::string_view action_reference(const Node& call);
  // loop_parser.cpp, branch_parser.cpp
  ForTask parse_for(const Node& node);
  std::string variable_name(const Node& owner, std::string_view member, std::string_view otherwise);
  /// Opens a variable for what is read until scope_.leave(). Yields its slot.
  std::size_t declare(std::string name);
  SwitchTask parse_switch(const Node& node, const std::vector<std::string>& siblings);
  // error_parser.cpp
  TryTask parse_try(const Node& node);
  void parse_catch(const Node& clause, TryTask& task);
  ErrorFilter parse_filter(const Node& filter);
  RaiseTask parse_raise(const Node& node);
  ValueSource parse_error(const Node& error, const Scope& scope);

  /// Refuses members that are not in `known`, and, by their names, those of `place` that are not there yet.
  void check_members(const Node& node, Place place, Names known);
  /// The member; refused and without a value when it is missing.
  Node required(const Node& owner, std::string_view name);
  /// False, and refused, for anything but a mapping.
  bool is_mapping(const Node& node);
  bool is_string(const Node& node);
  std::optional<ExpressionId> optional_condition(const Node& node, Position position);

  Source& source_;
  Model& model_;
  ExpressionTable expressions_;
  Scope scope_;
  std::vector<std::string> function_names_;
  Node functions_;
  Node errors_;
  std::map<std::string, std::optional<std::chrono::milliseconds>, std::less<>> timeouts_;
};

/// "`name` is missing" and alike, with the name in code marks.
std::string code(std::string_view name);

} // namespace callout::host::workflow
