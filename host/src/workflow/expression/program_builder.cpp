#include "workflow/expression/program_builder.hpp"

#include <algorithm>

#include <boost/regex.hpp>

#include "workflow/expression/guards.hpp"
#include "workflow/expression/jq_program.hpp"

namespace callout::host::workflow {
namespace {

std::string function_name(std::size_t index) {
  return "callout_expression_" + std::to_string(index);
}

/// Runs the expression with the index in `.[0]`: a tree, so that the depth grows with the logarithm.
std::string dispatch(std::size_t first, std::size_t count) {
  if (count == 1) {
    return function_name(first);
  }
  const std::size_t half = count / 2;
  return "if .[0] < " + std::to_string(first + half) + " then " + dispatch(first, half) + " else " +
         dispatch(first + half, count - half) + " end";
}

class ProgramWriter {
public:
  ProgramWriter() { append(guard_definitions()); }

  void add(const Expression& expression, std::size_t index) {
    append("def " + function_name(index) + ": {} as $ENV | ");
    for (const Binding& binding : expression.bindings) {
      append(".[" + std::to_string(binding.slot + input_first_slot) + "] as $" + binding.name + " | ");
    }
    append(".[1] | (\n");
    for (std::size_t part = 0; part < expression.parts.size(); ++part) {
      program_.parts.push_back({line_ + expression.parts[part].first_line, index, part});
    }
    append(expression.body);
    append("\n);\n");
  }

  ProgramText finish(std::size_t count) {
    append(dispatch(0, count));
    return std::move(program_);
  }

private:
  void append(std::string_view text) {
    program_.text += text;
    line_ += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  ProgramText program_;
  std::size_t line_ = 0;
};

std::string place_words(std::size_t line, std::size_t column) {
  return (line > 0 ? "line " + std::to_string(line + 1) + ", " : "") + "column " + std::to_string(column + 1);
}

void refuse(Source& source, const ExpressionPart& part, const JqMessage& message, std::size_t line) {
  const bool looks_like_text = part.text.find("${") != std::string::npos;
  source.refuse(part.pointer,
                "the expression does not compile: " + message.text + " (" +
                    place_words(line, message.column) + " of the expression)",
                looks_like_text ? R"(`${ }` must be the whole string: ${ "text \(.member) text" })" : "");
}

bool parse_alone(const ExpressionPart& part, JqProgram& program, Source& source) {
  static const boost::regex environment(R"(\$ENV\b|\$__prog)");
  if (boost::regex_search(part.text, environment)) {
    source.refuse(part.pointer, "$ENV is not available in workflows", "pass the value with `--input`");
    return false;
  }
  if (program.parses(part.text)) {
    return true;
  }
  const JqMessage unknown{.text = "not a jq expression"};
  const JqMessage& message = program.messages().empty() ? unknown : program.messages().front();
  refuse(source, part, message, message.line);
  return false;
}

void refuse_message(const std::vector<Expression>& expressions,
                    const ProgramText& text,
                    const JqMessage& message,
                    Source& source) {
  auto after = std::upper_bound(
      text.parts.begin(), text.parts.end(), message.line, [](std::size_t line, const PlacedPart& part) {
        return line < part.first_line;
      });
  if (!message.has_place || after == text.parts.begin()) {
    source.refuse("", "the expressions do not compile: " + message.text);
    return;
  }
  const PlacedPart& placed = *--after;
  refuse(
      source, expressions[placed.expression].parts[placed.part], message, message.line - placed.first_line);
}

} // namespace

ProgramText build_program(const std::vector<Expression>& expressions) {
  ProgramWriter writer;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    writer.add(expressions[i], i);
  }
  return writer.finish(expressions.size());
}

bool compile_program(const std::vector<Expression>& expressions, JqProgram& program, Source& source) {
  bool parsed = true;
  for (const Expression& expression : expressions) {
    for (const ExpressionPart& part : expression.parts) {
      parsed = parse_alone(part, program, source) && parsed;
    }
  }
  if (!parsed) {
    return false;
  }
  const ProgramText text = build_program(expressions);
  if (program.compile(text.text)) {
    return true;
  }
  for (const JqMessage& message : program.messages()) {
    refuse_message(expressions, text, message, source);
  }
  return false;
}

} // namespace callout::host::workflow
