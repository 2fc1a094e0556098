#include "workflow/parser/document_parser.hpp"

#include <array>

#include <boost/regex.hpp>

#include "nearest_name.hpp"

namespace callout::host::workflow {
namespace {

constexpr std::string_view host_name_pattern = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
constexpr std::string_view version_pattern =
    R"((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)";
constexpr std::string_view language_pattern = R"(1\.0\.[0-3])";

bool matches(std::string_view text, std::string_view pattern) {
  return boost::regex_match(text.begin(), text.end(), boost::regex(pattern.begin(), pattern.end()));
}

} // namespace

std::string code(std::string_view name) {
  return "`" + std::string(name) + "`";
}

void DocumentParser::parse() {
  const Node root{&model_.document, ""};
  if (!is_mapping(root)) {
    return;
  }
  check_members(
      root, Place::document, {"document", "do", "input", "output", "use", "timeout", "evaluate", "metadata"});
  parse_identity(required(root, "document"));
  parse_evaluate(root.member("evaluate"));
  parse_use(root.member("use"));
  model_.input_from = parse_transformation(root.member("input"), "from", Position::workflow_input);
  model_.timeout = parse_timeout(root.member("timeout"));
  if (const Node tasks = required(root, "do"); tasks.exists()) {
    model_.body = parse_tasks(tasks);
  }
  parse_functions();
  model_.output_as = parse_transformation(root.member("output"), "as", Position::workflow_output);
}

void DocumentParser::parse_identity(const Node& document) {
  if (!document.exists() || !is_mapping(document)) {
    return;
  }
  check_members(
      document, Place::call, {"dsl", "namespace", "name", "version", "title", "summary", "tags", "metadata"});
  parse_identity_member(document, "namespace", host_name_pattern);
  parse_identity_member(document, "name", host_name_pattern);
  parse_identity_member(document, "version", version_pattern);
  model_.name = document.member("name").text();
  model_.version = document.member("version").text();
  const Node language = required(document, "dsl");
  if (language.exists() && is_string(language) && !matches(language.text(), language_pattern)) {
    source_.refuse(language.pointer,
                   "version " + std::string(language.text()) + " of the language is not supported",
                   "Callout reads 1.0.0 to 1.0.3");
  }
}

void DocumentParser::parse_identity_member(const Node& identity,
                                           std::string_view name,
                                           std::string_view pattern) {
  const Node member = required(identity, name);
  if (!member.exists() || !is_string(member) || matches(member.text(), pattern)) {
    return;
  }
  source_.refuse(member.pointer,
                 code(name) + " may not be \"" + std::string(member.text()) + "\"",
                 name == "version" ? "use a semantic version such as 1.0.0"
                                   : "use up to 63 letters, digits and hyphens");
}

void DocumentParser::parse_evaluate(const Node& evaluate) {
  if (!evaluate.exists() || !is_mapping(evaluate)) {
    return;
  }
  check_members(evaluate, Place::call, {"language", "mode"});
  const Node language = evaluate.member("language");
  if (language.exists() && language.text() != "jq") {
    source_.refuse(language.pointer, "the only language for expressions is jq");
  }
  const Node mode = evaluate.member("mode");
  if (mode.exists() && mode.text() != "strict") {
    source_.refuse(mode.pointer, "the only mode is strict", "put expressions in data into `${ }`");
  }
}

void DocumentParser::check_members(const Node& node, Place place, Names known) {
  const std::vector<std::string_view> names(known);
  for (const auto& [key, value] : node.json->get_object()) {
    const std::string_view name = key;
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      continue;
    }
    const std::string pointer = join_pointer(node.pointer, name);
    if (const Unsupported* row = find_unsupported(place, name)) {
      source_.refuse_name(pointer, code(name) + " is not supported yet by this version", row->hint);
    } else {
      source_.refuse_name(pointer, "unknown member " + code(name), nearest_names_hint(name, names));
    }
  }
}

Node DocumentParser::required(const Node& owner, std::string_view name) {
  Node member = owner.member(name);
  if (!member.exists()) {
    source_.refuse_name(owner.pointer, code(name) + " is missing");
  }
  return member;
}

bool DocumentParser::is_mapping(const Node& node) {
  if (!node.json->is_object()) {
    source_.refuse(node.pointer, "must be a mapping, but is " + std::string(kind_words(*node.json)));
  }
  return node.json->is_object();
}

bool DocumentParser::is_string(const Node& node) {
  if (!node.json->is_string()) {
    source_.refuse(node.pointer,
                   "must be a string, but is " + std::string(kind_words(*node.json)),
                   node.json->is_number() || node.json->is_bool() ? "put it in quotes" : "");
  }
  return node.json->is_string();
}

std::optional<ExpressionId> DocumentParser::optional_condition(const Node& node, Position position) {
  return node.exists() ? std::optional(expressions_.condition(node, scope_, position)) : std::nullopt;
}

} // namespace callout::host::workflow
