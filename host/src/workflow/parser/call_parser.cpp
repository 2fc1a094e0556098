#include <algorithm>

#include <boost/regex.hpp>

#include "workflow/parser/document_parser.hpp"

namespace callout::host::workflow {

CallTask DocumentParser::parse_call(const Node& node) {
  const Node call = node.member("call");
  if (!is_string(call)) {
    return {};
  }
  if (const Unsupported* row = find_unsupported(Place::call, call.text())) {
    source_.refuse(call.pointer,
                   "`call: " + std::string(row->name) + "` is not supported yet by this version",
                   row->hint);
    return {};
  }
  if (auto function = parse_function_call(node)) {
    return *std::move(function);
  }
  return {parse_action_call(node)};
}

std::optional<CallTask> DocumentParser::parse_function_call(const Node& node) {
  const auto function = std::find(function_names_.begin(), function_names_.end(), node.member("call").text());
  if (function == function_names_.end()) {
    return std::nullopt;
  }
  FunctionCall call{static_cast<std::size_t>(function - function_names_.begin()), std::nullopt};
  if (const Node input = node.member("with"); input.exists()) {
    call.input = expressions_.value(input, scope_, Position::definition);
  }
  return CallTask{std::move(call)};
}

ActionCall DocumentParser::parse_action_call(const Node& node) {
  ActionCall call;
  const std::string_view reference = action_reference(node.member("call"));
  const std::size_t dot = reference.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == reference.size()) {
    source_.refuse(node.member("call").pointer,
                   code(reference) + " is neither a function of this workflow nor <connection>.<action>",
                   "write, for example, `call: pagerduty.listIncidents`");
    return call;
  }
  call.connection = reference.substr(0, dot);
  call.action = reference.substr(dot + 1);
  const Node input = node.member("with");
  if (!input.exists()) {
    call.members.emplace();
    return call;
  }
  if (input.json->is_object()) {
    call.members.emplace();
    for (const auto& [name, value] : input.json->get_object()) {
      call.members->emplace_back(name);
    }
  } else if (!input.json->is_string()) {
    is_mapping(input);
  }
  call.input = expressions_.value(input, scope_, Position::definition);
  return call;
}

/// Without the pin of `name:version@catalog`.
std::string_view DocumentParser::action_reference(const Node& call) {
  static const boost::regex pin(R"(([^:@]+):(\d+\.\d+\.\d+[0-9A-Za-z.+-]*)@([^:@]+))");
  const std::string_view text = call.text();
  boost::match_results<std::string_view::const_iterator> parts;
  if (!boost::regex_match(text.begin(), text.end(), parts, pin)) {
    return text;
  }
  if (parts[3].str() != "default") {
    source_.refuse(call.pointer,
                   "there is no catalog " + code(parts[3].str()),
                   "connections are in the catalog `@default`");
  }
  return text.substr(0, static_cast<std::size_t>(parts.length(1)));
}

} // namespace callout::host::workflow
