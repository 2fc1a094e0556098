#include "workflow/parser/expression_table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "workflow/value.hpp"

namespace callout::host::workflow {
namespace {

constexpr std::array<std::string_view, 10> reserved_names{"context",
                                                          "input",
                                                          "output",
                                                          "task",
                                                          "workflow",
                                                          "runtime",
                                                          "secrets",
                                                          "authorization",
                                                          "ENV",
                                                          "__loc__"};

constexpr std::string_view white_space = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

bool is_wrapped(std::string_view text) {
  return text.starts_with("${") && text.ends_with('}');
}

bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_digit = [](char c) {
    return c >= '0' && c <= '9';
  };
  return !name.empty() && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || is_digit(c); });
}

/// A double, as all numbers of jq are, would change it.
bool is_inexact(const boost::json::value& json) {
  constexpr std::int64_t limit = std::int64_t{1} << 53U;
  if (json.is_int64()) {
    return json.get_int64() > limit || json.get_int64() < -limit;
  }
  return json.is_uint64() && json.get_uint64() > static_cast<std::uint64_t>(limit);
}

std::string json_of(const boost::json::value& json) {
  return Value::from_json(json).dump();
}

} // namespace

void Scope::declare(std::string name) {
  locals_.push_back(std::move(name));
}

void Scope::leave(std::size_t count) {
  locals_.resize(locals_.size() - count);
}

std::vector<Binding> Scope::bindings(Position position) const {
  std::vector<Binding> bindings{{"workflow", slot::workflow}, {"runtime", slot::runtime}};
  if (position == Position::workflow_input) {
    return bindings;
  }
  bindings.push_back({"context", slot::context});
  if (position == Position::workflow_output) {
    return bindings;
  }
  bindings.push_back({"task", slot::task});
  if (position != Position::raw_input) {
    bindings.push_back({"input", slot::input});
  }
  if (position == Position::exported) {
    bindings.push_back({"output", slot::output});
  }
  for (std::size_t i = 0; i < locals_.size(); ++i) {
    bindings.push_back({locals_[i], slot::first_local + i});
  }
  return bindings;
}

bool is_variable_name(std::string_view name) {
  return is_identifier(name) &&
         std::find(reserved_names.begin(), reserved_names.end(), name) == reserved_names.end();
}

ExpressionId ExpressionTable::condition(const Node& node, const Scope& scope, Position position) {
  if (!node.json->is_string()) {
    source_.refuse(node.pointer,
                   "must be a jq expression, but is " + std::string(kind_words(*node.json)),
                   "write the expression as a string");
    return {};
  }
  std::string_view text = trimmed(node.text());
  if (is_wrapped(text)) {
    text = text.substr(2, text.size() - 3);
  } else if (text.starts_with("${")) {
    source_.refuse(node.pointer, "`${` has no `}` at the end");
    return {};
  }
  Expression expression;
  expression.pointer = node.pointer;
  write_part(expression, std::string(text), node.pointer);
  return add(std::move(expression), scope, position);
}

ValueSource ExpressionTable::value(const Node& node, const Scope& scope, Position position) {
  if (!has_expression(node)) {
    return Literal{json_of(*node.json)};
  }
  Expression expression;
  expression.pointer = node.pointer;
  write(expression, node);
  return add(std::move(expression), scope, position);
}

ValueSource ExpressionTable::transformation(const Node& node, const Scope& scope, Position position) {
  if (node.json->is_object()) {
    return value(node, scope, position);
  }
  return condition(node, scope, position);
}

ExpressionId ExpressionTable::add(Expression expression, const Scope& scope, Position position) {
  expression.bindings = scope.bindings(position);
  expression.reads_task = expression.body.find("$task") != std::string::npos;
  expression.reads_workflow = expression.body.find("$workflow") != std::string::npos;
  model_.expressions.push_back(std::move(expression));
  return {model_.expressions.size() - 1};
}

/// The jq inside a string of a value position; nullopt for a plain string.
std::optional<std::string> ExpressionTable::embedded(const Node& node) {
  const std::string_view text = trimmed(node.text());
  if (is_wrapped(text)) {
    return std::string(text.substr(2, text.size() - 3));
  }
  if (text.starts_with("${")) {
    source_.refuse(node.pointer, "`${` has no `}` at the end");
  } else if (text.find("${") != std::string_view::npos) {
    source_.refuse(node.pointer,
                   "`${ }` must be the whole string",
                   R"(build the string in jq: ${ "text \(.member) text" })");
  }
  return std::nullopt;
}

bool ExpressionTable::has_expression(const Node& node) {
  if (node.json->is_string()) {
    return embedded(node).has_value();
  }
  if (is_inexact(*node.json)) {
    source_.refuse(node.pointer, "the number is beyond 2^53 and would lose digits", "put it in quotes");
  }
  bool found = false;
  if (node.json->is_array()) {
    for (std::size_t i = 0; i < node.json->get_array().size(); ++i) {
      found = has_expression(node.item(i)) || found;
    }
  }
  if (node.json->is_object()) {
    for (const auto& [name, member] : node.json->get_object()) {
      found = has_expression(Node{&member, join_pointer(node.pointer, name)}) || found;
    }
  }
  return found;
}

void ExpressionTable::write(Expression& expression, const Node& node) {
  if (node.json->is_object()) {
    write_members(expression, node);
  } else if (node.json->is_array()) {
    write_elements(expression, node);
  } else if (is_wrapped(trimmed(node.text()))) {
    write_part(expression, *embedded(node), node.pointer);
  } else {
    expression.body += json_of(*node.json); // JSON is jq, too
  }
}

void ExpressionTable::write_members(Expression& expression, const Node& node) {
  std::string_view separator = "{";
  for (const auto& [name, member] : node.json->get_object()) {
    expression.body += std::string(separator) + json_of(boost::json::string(name)) + ":";
    write(expression, Node{&member, join_pointer(node.pointer, name)});
    separator = ",";
  }
  expression.body += separator == "{" ? "{}" : "}";
}

void ExpressionTable::write_elements(Expression& expression, const Node& node) {
  std::string_view separator = "[";
  for (std::size_t i = 0; i < node.json->get_array().size(); ++i) {
    expression.body += separator;
    write(expression, node.item(i));
    separator = ",";
  }
  expression.body += separator == "[" ? "[]" : "]";
}

/// On lines of its own, so that a comment ends before the bracket and libjq's line numbers lead back here.
void ExpressionTable::write_part(Expression& expression, std::string text, const std::string& pointer) {
  expression.body += "(\n";
  const auto line = std::count(expression.body.begin(), expression.body.end(), '\n');
  expression.body += text + "\n)";
  expression.parts.push_back({std::move(text), pointer, static_cast<std::size_t>(line)});
}

} // namespace callout::host::workflow
