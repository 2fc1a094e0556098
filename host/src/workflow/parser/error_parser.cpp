#include <cmath>

#include "nearest_name.hpp"
#include "workflow/fault.hpp"
#include "workflow/parser/document_parser.hpp"

namespace callout::host::workflow {
namespace {

std::vector<std::string_view> names_in(const Node& mapping) {
  std::vector<std::string_view> names;
  if (mapping.exists()) {
    for (const auto& [name, value] : mapping.json->get_object()) {
      names.push_back(name);
    }
  }
  return names;
}

} // namespace

TryTask DocumentParser::parse_try(const Node& node) {
  TryTask task;
  task.body = parse_tasks(node.member("try"));
  if (const Node clause = required(node, "catch"); clause.exists() && is_mapping(clause)) {
    parse_catch(clause, task);
  }
  return task;
}

void DocumentParser::parse_catch(const Node& clause, TryTask& task) {
  check_members(clause, Place::catch_clause, {"errors", "as", "when", "exceptWhen", "do"});
  if (clause.member("retry").exists() && clause.member("do").exists()) {
    source_.refuse_name(
        join_pointer(clause.pointer, "retry"),
        "`retry` and `do` in one `catch` are refused: implementations disagree on their order",
        "put a `try` with the one into a `try` with the other");
  }
  if (const Node errors = clause.member("errors"); errors.exists() && is_mapping(errors)) {
    check_members(errors, Place::call, {"with"});
    if (const Node filter = errors.member("with"); filter.exists() && is_mapping(filter)) {
      task.filter = parse_filter(filter);
    }
  }
  task.error_slot = declare(variable_name(clause, "as", "error"));
  task.when = optional_condition(clause.member("when"), Position::definition);
  task.except_when = optional_condition(clause.member("exceptWhen"), Position::definition);
  if (const Node handler = clause.member("do"); handler.exists()) {
    task.handler = parse_tasks(handler);
  }
  scope_.leave(1);
}

ErrorFilter DocumentParser::parse_filter(const Node& filter) {
  // The language's schema says "details", its error objects "detail".
  check_members(filter, Place::call, {"type", "status", "instance", "title", "details", "detail"});
  const auto text = [&](std::string_view name) -> std::optional<std::string> {
    const Node member = filter.member(name);
    if (!member.exists() || !is_string(member)) {
      return std::nullopt;
    }
    if (member.text().find("${") != std::string_view::npos) {
      source_.refuse(member.pointer, "must be plain text", "write the condition as `catch.when`");
    }
    return std::string(member.text());
  };
  ErrorFilter result;
  result.instance = text("instance");
  result.title = text("title");
  if (const auto type = text("type")) {
    result.type = normalised_error_type(*type);
  }
  result.detail = text(filter.member("detail").exists() ? "detail" : "details");
  if (const Node status = filter.member("status"); status.exists()) {
    if (status.json->is_int64()) {
      result.status = static_cast<double>(status.json->get_int64());
    } else {
      source_.refuse(status.pointer, "must be a whole number such as 404");
    }
  }
  return result;
}

RaiseTask DocumentParser::parse_raise(const Node& node) {
  const Node raise = node.member("raise");
  if (!is_mapping(raise)) {
    return {};
  }
  check_members(raise, Place::call, {"error"});
  const Node error = required(raise, "error");
  if (!error.exists()) {
    return {};
  }
  if (!error.json->is_string()) {
    return is_mapping(error) ? RaiseTask{parse_error(error, scope_)} : RaiseTask{};
  }
  const Node named = errors_.member(error.text());
  if (!named.exists()) {
    source_.refuse(error.pointer,
                   "`use.errors` has no " + code(error.text()),
                   nearest_names_hint(error.text(), names_in(errors_)));
    return {};
  }
  return is_mapping(named) ? RaiseTask{parse_error(named, scope_)} : RaiseTask{};
}

ValueSource DocumentParser::parse_error(const Node& error, const Scope& scope) {
  check_members(error, Place::call, {"type", "status", "title", "detail", "instance"});
  required(error, "type");
  const Node status = required(error, "status");
  if (status.exists() && !status.json->is_int64() && !status.json->is_string()) {
    source_.refuse(status.pointer, "must be a whole number such as 404");
  }
  return expressions_.value(error, scope, Position::definition);
}

} // namespace callout::host::workflow
