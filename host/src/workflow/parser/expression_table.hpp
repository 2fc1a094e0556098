#pragma once

/// Turns value positions and conditions into entries of the model's expression table.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/model.hpp"
#include "workflow/parser/source.hpp"

namespace callout::host::workflow {

/// Which variables an expression may use, by the place it stands in.
enum class Position { workflow_input, workflow_output, raw_input, definition, output, exported };

/// Local variables around the text that is being read: items of loops, caught errors.
class Scope {
public:
  /// Declares a variable in the next slot; true when the name is usable.
  void declare(std::string name);
  /// Forgets the last `count` variables.
  void leave(std::size_t count);

  [[nodiscard]] std::size_t next_slot() const { return slot::first_local + locals_.size(); }

  [[nodiscard]] std::vector<Binding> bindings(Position position) const;

private:
  std::vector<std::string> locals_;
};

/// Whether a loop or `catch.as` may use the name: a jq identifier that hides none of the language's.
bool is_variable_name(std::string_view name);

class ExpressionTable {
public:
  ExpressionTable(Source& source, Model& model) : source_(source), model_(model) {}

  /// A place that holds jq itself (`if`, `when`, ...); `${ }` around it is allowed.
  ExpressionId condition(const Node& node, const Scope& scope, Position position);
  /// A place that holds data: `${ }` anywhere in it is an expression, other strings are themselves.
  ValueSource value(const Node& node, const Scope& scope, Position position);
  /// input.from, output.as, export.as: a string is jq, a mapping is data.
  ValueSource transformation(const Node& node, const Scope& scope, Position position);

private:
  ExpressionId add(Expression expression, const Scope& scope, Position position);
  std::optional<std::string> embedded(const Node& node);
  bool has_expression(const Node& node);
  void write(Expression& expression, const Node& node);
  void write_members(Expression& expression, const Node& node);
  void write_elements(Expression& expression, const Node& node);
  static void write_part(Expression& expression, std::string text, const std::string& pointer);

  Source& source_;
  Model& model_;
};

} // namespace callout::host::workflow
