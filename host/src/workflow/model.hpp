#pragma once

/// A workflow after reading: checked, immutable, shared by all its runs. Holds no libjq value.

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>

namespace callout::host::workflow {

/// Index into Model::expressions.
struct ExpressionId {
  std::size_t index = 0;
};

/// Plain data, as JSON text.
struct Literal {
  std::string json = "null";
};

/// A value position: plain data, or an expression (a tree with `${ }` in it is one expression, too).
using ValueSource = std::variant<Literal, ExpressionId>;

enum class Direction { next, jump, exit, end };

/// Where to go after a task. `target` is an index into the same task list, for jump only.
struct FlowDirective {
  Direction direction = Direction::next;
  std::size_t target = 0;
};

struct Task;

struct TaskList {
  std::vector<Task> tasks;
};

struct DoTask {
  TaskList body;
};

struct SetTask {
  ValueSource value;
};

/// call: <connection>.<action>
struct ActionCall {
  std::string connection;
  std::string action;
  ValueSource input = Literal{"{}"};
  /// Top-level members of `with` where they are written out; nullopt for `with: ${ ... }`.
  std::optional<std::vector<std::string>> members;
};

/// call: <name in use.functions>
struct FunctionCall {
  std::size_t function = 0; ///< index into Model::functions
  std::optional<ValueSource> input;
};

struct CallTask {
  std::variant<ActionCall, FunctionCall> target;
};

struct ForTask {
  ExpressionId in;
  std::optional<ExpressionId> condition;
  std::size_t item_slot = 0; ///< the index variable has the next one
  TaskList body;
};

struct SwitchCase {
  std::optional<ExpressionId> when;
  FlowDirective then;
};

struct SwitchTask {
  std::vector<SwitchCase> cases;
};

/// catch.errors.with: members that are set must equal the error's.
struct ErrorFilter {
  std::optional<std::string> type; ///< normalised
  std::optional<double> status;
  std::optional<std::string> instance;
  std::optional<std::string> title;
  std::optional<std::string> detail;
};

struct TryTask {
  TaskList body;
  ErrorFilter filter;
  std::size_t error_slot = 0;
  std::optional<ExpressionId> when;
  std::optional<ExpressionId> except_when;
  std::optional<TaskList> handler;
};

struct RaiseTask {
  ValueSource error;
};

using TaskBody = std::variant<DoTask, SetTask, CallTask, ForTask, SwitchTask, TryTask, RaiseTask>;

struct Task {
  std::string name;
  std::string pointer; ///< JSON pointer into the document
  std::optional<ExpressionId> condition;
  std::optional<ValueSource> input_from;
  std::optional<ValueSource> output_as;
  std::optional<ValueSource> export_as;
  std::optional<std::chrono::milliseconds> timeout;
  FlowDirective then;
  TaskBody body;
};

/// One `${ }` or bare expression of the document inside an expression's program text.
struct ExpressionPart {
  std::string text;
  std::string pointer;
  std::size_t first_line = 0; ///< line of `text` within the expression's body, from 0
};

/// A name an expression may use, and the slot its value travels in.
struct Binding {
  std::string name;
  std::size_t slot = 0;
};

struct Expression {
  std::string body; ///< jq
  std::string pointer;
  std::vector<ExpressionPart> parts;
  std::vector<Binding> bindings;
  bool reads_task = false;     ///< mentions $task
  bool reads_workflow = false; ///< mentions $workflow
};

/// Slots of the values that travel with every evaluation; local variables follow.
namespace slot {
constexpr std::size_t context = 0;
constexpr std::size_t input = 1;
constexpr std::size_t output = 2;
constexpr std::size_t task = 3;
constexpr std::size_t workflow = 4;
constexpr std::size_t runtime = 5;
constexpr std::size_t first_local = 6;
} // namespace slot

struct Model {
  boost::json::value document;
  std::string name;
  std::string version;
  std::optional<ValueSource> input_from;
  std::optional<ValueSource> output_as;
  std::optional<std::chrono::milliseconds> timeout;
  std::vector<Task> functions;
  TaskList body;
  std::vector<Expression> expressions;
  std::size_t slots = slot::first_local; ///< as many as the deepest scope needs
};

} // namespace callout::host::workflow
